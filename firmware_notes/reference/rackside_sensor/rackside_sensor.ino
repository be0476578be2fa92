// A bar sensor that speaks the open Rackside profile (firmware_notes/profile.md), with ArduinoBLE.
//
// UNTESTED ON HARDWARE. The packets' C code is tested; this sketch was compiled and run only against stand-ins for the
// Arduino libraries. Please report how it does on a board.
//
// Boards: Seeed XIAO nRF52840 Sense (core "Seeed nRF52 mbed-enabled Boards"), Arduino Nano 33 BLE Sense and Rev2 (core
// "Arduino Mbed OS Nano Boards"). Libraries: ArduinoBLE; for Rev2 also Arduino_BMI270_BMM150.
//
// Open this folder in the Arduino IDE as it is: the IDE compiles every .c and .cpp file that lies beside the sketch, so
// rackside_packet.c and board_imu.cpp are found without being installed.
//
// A thread takes samples, so that a busy radio cannot make it miss one; the loop sends them.
#include <ArduinoBLE.h>
#include <chrono>
#include <mbed.h>

#include "board_imu.h"
#include "rackside_packet.h"

const char *const NAME = "Rackside bar";
const char *const FIRMWARE = "reference 1";

// ArduinoBLE cuts a notification short at the MTU without saying so and cannot be asked for the MTU: 8 samples (104
// bytes) fit any MTU of 107 and more.
const size_t PACKET_BYTES = RACKSIDE_HEAD_BYTES + 8 * RACKSIDE_SAMPLE_BYTES;
const uint32_t MAX_AGE_US = 60000;

BLEService service(RACKSIDE_SERVICE_UUID);
BLECharacteristic dataCharacteristic(RACKSIDE_DATA_UUID, BLENotify, RACKSIDE_PACKET_MAX, false);
BLECharacteristic configCharacteristic(RACKSIDE_CONFIG_UUID, BLERead | BLEWrite, RACKSIDE_CONFIG_BYTES, false);
BLECharacteristic infoCharacteristic(RACKSIDE_INFO_UUID, BLERead, RACKSIDE_INFO_MAX, false);
BLECharacteristic controlCharacteristic(RACKSIDE_CONTROL_UUID, BLEWrite, 1, false);

rackside_packetiser packetiser;
rackside_config config = {16, 2000, 0, 200.0f, 0.0f, 0.0f};
rtos::Mutex imuInUse;  // for the chip, and for beginning anew
rtos::Thread sampler(osPriorityAboveNormal, 2048);
volatile bool running = false;
uint32_t lastSampleUs = 0;
bool anySample = false;

uint32_t periodUs() {
  return static_cast<uint32_t>(1e6f / config.rate_hz);
}

// One look at the chip: put its sample into the ring, and count those that came and went unread.
void sampleOnce() {
  int16_t values[RACKSIDE_AXES];
  imuInUse.lock();
  if (running && imuRead(values)) {
    const uint32_t nowUs = micros();
    const uint32_t period = periodUs();
    const uint32_t periods = (nowUs - lastSampleUs + period / 2) / period;
    if (anySample && periods > 1) {
      rackside_missed(&packetiser, static_cast<uint16_t>(periods - 1));
    }
    rackside_put(&packetiser, nowUs, values);
    lastSampleUs = nowUs;
    anySample = true;
  }
  imuInUse.unlock();
}

void sampleForEver() {
  for (;;) {
    sampleOnce();
    rtos::ThisThread::sleep_for(std::chrono::milliseconds(1));
  }
}

void start() {
  imuInUse.lock();
  rackside_begin(&packetiser, PACKET_BYTES, MAX_AGE_US, periodUs());
  anySample = false;
  running = true;
  imuInUse.unlock();
}

void stop() {
  imuInUse.lock();
  running = false;
  imuInUse.unlock();
}

void showConfig() {
  uint8_t bytes[RACKSIDE_CONFIG_BYTES];
  rackside_write_config(&config, bytes);
  configCharacteristic.writeValue(bytes, sizeof bytes);
}

// Settings may change only while it is stopped; what can be read back afterwards is what holds.
void onConfigWritten(BLEDevice, BLECharacteristic) {
  rackside_config wanted = config;
  if (!running && rackside_read_wanted(configCharacteristic.value(), configCharacteristic.valueLength(), &wanted)) {
    imuInUse.lock();
    if (imuSet(wanted)) {
      config = wanted;
    }
    imuInUse.unlock();
  }
  showConfig();
}

void onControlWritten(BLEDevice, BLECharacteristic) {
  const uint8_t *value = controlCharacteristic.value();
  if (controlCharacteristic.valueLength() == 1 && value[0] == RACKSIDE_START) {
    start();
  } else if (controlCharacteristic.valueLength() == 1 && value[0] == RACKSIDE_STOP) {
    stop();
  }
}

void onDisconnected(BLEDevice) {
  stop();
}

// A fault: blink, since nobody may be reading the serial port.
void giveUp(const char *why) {
  pinMode(LED_BUILTIN, OUTPUT);
  for (;;) {
    Serial.println(why);
    digitalWrite(LED_BUILTIN, HIGH);
    delay(200);
    digitalWrite(LED_BUILTIN, LOW);
    delay(800);
  }
}

void setup() {
  Serial.begin(115200);
  if (!imuBegin() || !imuSet(config)) {
    giveUp("no inertial unit found, or its library is missing");
  }
  if (!BLE.begin()) {
    giveUp("Bluetooth does not start");
  }
  // 15 to 30 ms in units of 1.25 ms. ArduinoBLE asks for no supervision timeout and no 2M PHY; the laptop decides.
  BLE.setConnectionInterval(12, 24);
  BLE.setLocalName(NAME);
  BLE.setDeviceName(NAME);
  BLE.setAdvertisedService(service);
  service.addCharacteristic(dataCharacteristic);
  service.addCharacteristic(configCharacteristic);
  service.addCharacteristic(infoCharacteristic);
  service.addCharacteristic(controlCharacteristic);
  BLE.addService(service);

  uint8_t info[RACKSIDE_INFO_MAX];
  const size_t length = rackside_write_info(imuName(), FIRMWARE, BLE.address().c_str(), info);
  infoCharacteristic.writeValue(info, static_cast<int>(length));
  showConfig();
  configCharacteristic.setEventHandler(BLEWritten, onConfigWritten);
  controlCharacteristic.setEventHandler(BLEWritten, onControlWritten);
  BLE.setEventHandler(BLEDisconnected, onDisconnected);
  BLE.advertise();
  sampler.start(sampleForEver);
}

void loop() {
  BLE.poll();
  uint8_t packet[RACKSIDE_PACKET_MAX];
  const size_t length = running ? rackside_build(&packetiser, micros(), false, packet) : 0;
  if (length > 0 && dataCharacteristic.subscribed() && dataCharacteristic.writeValue(packet, static_cast<int>(length))) {
    rackside_sent(&packetiser);
  }
}
