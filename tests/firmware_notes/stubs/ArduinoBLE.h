// Stand-in for ArduinoBLE: characteristics that remember, a laptop that writes, notifications that the test reads.
#ifndef STUB_ARDUINO_BLE_H
#define STUB_ARDUINO_BLE_H
#include <Arduino.h>

#include <vector>

enum BLEProperty { BLERead = 0x02, BLEWrite = 0x08, BLENotify = 0x10 };
enum BLECharacteristicEvent { BLESubscribed, BLEUnsubscribed, BLEReadEvent, BLEWritten };
enum BLEDeviceEvent { BLEConnected, BLEDisconnected };

class BLEDevice {};
class BLECharacteristic;
typedef void (*BLECharacteristicEventHandler)(BLEDevice, BLECharacteristic);
typedef void (*BLEDeviceEventHandler)(BLEDevice);

class BLECharacteristic {
 public:
  BLECharacteristic(const char *uuid, uint16_t properties, int valueSize, bool = false)
      : uuid(uuid), properties(properties), size(static_cast<size_t>(valueSize)) {}
  const uint8_t *value() const { return bytes.data(); }
  int valueLength() const { return static_cast<int>(bytes.size()); }
  bool subscribed() const { return stubSubscribed; }
  void setEventHandler(BLECharacteristicEvent, BLECharacteristicEventHandler handler) { written = handler; }
  int writeValue(const uint8_t *from, int length) {
    bytes.assign(from, from + length);
    if (bytes.size() > size) {
      bytes.resize(size);
    }
    if (stubSubscribed) {
      stubNotified.push_back(bytes);
    }
    return stubRefuses ? 0 : 1;
  }
  // The laptop writes.
  void stubWrite(const std::vector<uint8_t> &from) {
    bytes = from;
    bytes.resize(from.size() < size ? from.size() : size);
    written(BLEDevice(), *this);
  }

  const char *uuid;
  uint16_t properties;
  bool stubSubscribed = false;
  bool stubRefuses = false;
  std::vector<std::vector<uint8_t>> stubNotified;

 private:
  size_t size;
  std::vector<uint8_t> bytes;
  BLECharacteristicEventHandler written = nullptr;
};

class BLEService {
 public:
  explicit BLEService(const char *uuid) : uuid(uuid) {}
  void addCharacteristic(BLECharacteristic &) {}
  const char *uuid;
};

struct StubBLE {
  int begin() { return 1; }
  void poll() {}
  String address() const { return "c0:ff:ee:00:00:01"; }
  void setConnectionInterval(uint16_t, uint16_t) {}
  void setLocalName(const char *) {}
  void setDeviceName(const char *) {}
  void setAdvertisedService(const BLEService &service) { advertised = service.uuid; }
  void addService(BLEService &) {}
  void setEventHandler(BLEDeviceEvent, BLEDeviceEventHandler handler) { disconnected = handler; }
  int advertise() { return 1; }
  const char *advertised = nullptr;
  BLEDeviceEventHandler disconnected = nullptr;
};
extern StubBLE BLE;
#endif
