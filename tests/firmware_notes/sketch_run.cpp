// Runs the sketch on the host against the stand-ins: sketch_run CHIP RATE_HZ SAMPLES PERIOD_US [skipped sample].
// Prints, each after its length (u16): the service advertised, description, settings before and after, then each packet.
#include <Arduino.h>

#include <cstdio>

#include "rackside_sensor.ino"
#include "Wire.h"
#ifdef ARDUINO_ARDUINO_NANO33BLE
#include <Arduino_BMI270_BMM150.h>
StubImu IMU;
#endif

uint32_t stubNowUs = 0xFFFF0000u;  // its clock wraps while it runs
bool stubPowered = false;
StubSerial Serial;
StubBLE BLE;
TwoWire Wire1;

namespace {

struct ChipStub {
  uint8_t address, idRegister, id, status, ready, acc, gyro;
};
const ChipStub CHIPS[] = {
    {0x6A, 0x0F, 0x6A, 0x1E, 0x03, 0x28, 0x22},  // LSM6DS3TR-C
    {0x6B, 0x0F, 0x68, 0x17, 0x03, 0x28, 0x18},  // LSM9DS1
    {0x68, 0x00, 0x24, 0x03, 0xC0, 0x0C, 0x12},  // BMI270
};

void say(const uint8_t *bytes, size_t length) {
  const uint8_t head[2] = {static_cast<uint8_t>(length), static_cast<uint8_t>(length >> 8)};
  fwrite(head, 1, 2, stdout);
  fwrite(bytes, 1, length, stdout);
}

void say(const BLECharacteristic &of) { say(of.value(), static_cast<size_t>(of.valueLength())); }

// Sample k: acceleration k, 1000 + k, -k; rate 3k, -1000 - k, 32767; smallest number where the axis may be mirrored.
void takeSample(const ChipStub &chip, int k) {
  const int values[6] = {k == 7 ? -32768 : k, 1000 + k, -k, 3 * k, -1000 - k, 32767};
  for (int axis = 0; axis < 6; axis++) {
    uint8_t *to = &Wire1.stubRegisters[(axis < 3 ? chip.acc : chip.gyro) + 2 * (axis % 3)];
    const uint16_t raw = static_cast<uint16_t>(values[axis]);
    to[0] = static_cast<uint8_t>(raw);
    to[1] = static_cast<uint8_t>(raw >> 8);
  }
  Wire1.stubRegisters[chip.status] = chip.ready;
}

}  // namespace

int main(int count, char **texts) {
  if (count < 5) {
    return 2;
  }
  const ChipStub &chip = CHIPS[atoi(texts[1])];
  Wire1.stubAddress = chip.address;
  Wire1.stubRegisters[chip.idRegister] = chip.id;
  setup();
  say(reinterpret_cast<const uint8_t *>(BLE.advertised), strlen(BLE.advertised));
  say(infoCharacteristic);
  say(configCharacteristic);

  const float rate = static_cast<float>(atof(texts[2]));
  std::vector<uint8_t> wanted = {1, 0, 16, 0, 0xD0, 0x07, 0, 0, 0, 0, 0, 0};
  memcpy(&wanted[8], &rate, sizeof rate);
  configCharacteristic.stubWrite(wanted);
  say(configCharacteristic);
  dataCharacteristic.stubSubscribed = true;
  controlCharacteristic.stubWrite({1});
  configCharacteristic.stubWrite({1, 0, 2, 0, 0, 1, 0, 0, 0, 0, 0x80, 0x3F});  // while it runs: has no effect
  const int skipped = count > 5 ? atoi(texts[5]) : -1;
  for (int k = 0; k < atoi(texts[3]); k++) {
    takeSample(chip, k);
    if (k != skipped) {
      sampleOnce();
      Wire1.stubRegisters[chip.status] = 0;
      sampleOnce();
    }
    loop();
    stubNowUs += static_cast<uint32_t>(atoi(texts[4]));
  }
  stubNowUs += MAX_AGE_US;
  loop();
  BLE.disconnected(BLEDevice());
  takeSample(chip, 0);
  sampleOnce();
  stubNowUs += MAX_AGE_US;
  loop();
  for (const std::vector<uint8_t> &packet : dataCharacteristic.stubNotified) {
    say(packet.data(), packet.size());
  }
  return 0;
}
