// Registers of the three chips, from their makers' data sheets. UNTESTED ON HARDWARE: check with the turns described in
// firmware_notes/axes.md before you trust a number.
//
// The chips are set by register because the boards' libraries stay at +-4 g and about 100 Hz, and give axes that are
// mirrored (left-handed) on both revisions of the Nano.
#include "board_imu.h"

#include <Arduino.h>
#include <Wire.h>

#if defined(TARGET_SEEED_XIAO_NRF52840_SENSE) || defined(ARDUINO_SEEED_XIAO_NRF52840_SENSE)
#define BOARD_XIAO
#elif defined(ARDUINO_ARDUINO_NANO33BLE)
#define BOARD_NANO
#if defined(__has_include)
#if __has_include(<Arduino_BMI270_BMM150.h>)
#include <Arduino_BMI270_BMM150.h>
#define HAS_BMI270_LIBRARY
#endif
#endif
#else
#error "Choose XIAO nRF52840 Sense (the mbed-enabled core) or Nano 33 BLE, or add your board's registers here."
#endif

namespace {

// One rate that a chip offers, and the bytes for it.
struct Rate {
  float hz;
  uint16_t bandwidthHz;  // 0: not known
  uint8_t acc;
  uint8_t gyro;
};

// One chip: two runs of six output bytes each, least significant byte first.
struct Chip {
  const char *name;
  uint8_t address;
  uint8_t idRegister, id;
  uint8_t accRegister, gyroRegister;  // rate and range
  uint8_t statusRegister, statusReady;
  uint8_t accOut, gyroOut;
  float accMgPerCount, gyroMdpsPerCount;
  bool mirroredX;  // its drawn axes are left-handed: x of both is turned round
  Rate rates[3];
};

#if defined(BOARD_XIAO)
// CTRL1_XL: rate, 16 g, low-pass at half the rate. CTRL2_G: rate, 2000 dps.
const Chip LSM6DS3 = {"XIAO Sense LSM6DS3TR-C", 0x6A, 0x0F, 0x6A, 0x10, 0x11, 0x1E, 0x03, 0x28, 0x22, 0.488f, 70.0f, false,
                      {{104.0f, 52, 0x44, 0x4C}, {208.0f, 104, 0x54, 0x5C}, {416.0f, 208, 0x64, 0x6C}}};
const Chip *const KNOWN[] = {&LSM6DS3};
#else
// CTRL_REG6_XL: rate, 16 g. CTRL_REG1_G: rate, 2000 dps, widest of its low-passes.
const Chip LSM9DS1 = {"Nano 33 BLE Sense LSM9DS1", 0x6B, 0x0F, 0x68, 0x20, 0x10, 0x17, 0x03, 0x28, 0x18, 0.732f, 70.0f, true,
                      {{119.0f, 50, 0x68, 0x7B}, {238.0f, 105, 0x88, 0x9B}, {476.0f, 211, 0xA8, 0xBB}}};
// ACC_CONF, GYR_CONF: rate, normal filter, best performance; the ranges have registers of their own.
const Chip BMI270 = {"Nano 33 BLE Sense Rev2 BMI270", 0x68, 0x00, 0x24, 0x40, 0x42, 0x03, 0xC0, 0x0C, 0x12, 0.48828125f,
                     61.03515625f, false,
                     {{100.0f, 0, 0xA8, 0xE8}, {200.0f, 0, 0xA9, 0xE9}, {400.0f, 0, 0xAA, 0xEA}}};
const Chip *const KNOWN[] = {&LSM9DS1, &BMI270};
#endif

// The inner bus of both boards.
TwoWire &bus = Wire1;
const Chip *chip = nullptr;

bool writeRegister(uint8_t address, uint8_t reg, uint8_t value) {
  bus.beginTransmission(address);
  bus.write(reg);
  bus.write(value);
  return bus.endTransmission() == 0;
}

bool readRegisters(uint8_t address, uint8_t reg, uint8_t *to, uint8_t count) {
  bus.beginTransmission(address);
  bus.write(reg);
  if (bus.endTransmission(false) != 0 || bus.requestFrom(address, count) != count) {
    return false;
  }
  for (uint8_t k = 0; k < count; k++) {
    to[k] = static_cast<uint8_t>(bus.read());
  }
  return true;
}

bool answers(const Chip &candidate) {
  uint8_t id = 0;
  return readRegisters(candidate.address, candidate.idRegister, &id, 1) && id == candidate.id;
}

bool wake() {
#if defined(BOARD_XIAO)
  return writeRegister(chip->address, 0x12, 0x44);  // CTRL3_C: whole samples only, addresses count on
#else
  if (chip == &LSM9DS1) {
    return writeRegister(chip->address, 0x22, 0x44);  // CTRL_REG8: the same
  }
#if defined(HAS_BMI270_LIBRARY)
  // The chip needs its maker's program of 8 KB after each power-up; the library has it. No power saving between reads.
  if (!IMU.begin()) {
    return false;
  }
  bool saving = writeRegister(chip->address, 0x7C, 0x00);
  delay(1);
  return saving && writeRegister(chip->address, 0x41, 0x03) && writeRegister(chip->address, 0x43, 0x00);
#else
  return false;  // install the library Arduino_BMI270_BMM150
#endif
#endif
}

int16_t turned(int16_t value) {
  return value == INT16_MIN ? INT16_MAX : static_cast<int16_t>(-value);
}

}  // namespace

bool imuBegin() {
#if defined(BOARD_XIAO)
  pinMode(PIN_LSM6DS3TR_C_POWER, OUTPUT);
  digitalWrite(PIN_LSM6DS3TR_C_POWER, HIGH);
  delay(50);
#endif
  bus.begin();
  for (const Chip *candidate : KNOWN) {
    if (answers(*candidate)) {
      chip = candidate;
      const bool awake = wake();
      bus.setClock(400000);
      return awake;
    }
  }
  return false;
}

const char *imuName() {
  return chip == nullptr ? "none" : chip->name;
}

bool imuSet(rackside_config &config) {
  const Rate *taken = &chip->rates[0];
  for (const Rate &rate : chip->rates) {
    if (fabsf(rate.hz - config.rate_hz) < fabsf(taken->hz - config.rate_hz)) {
      taken = &rate;
    }
  }
  config = {16, 2000, taken->bandwidthHz, taken->hz, chip->accMgPerCount, chip->gyroMdpsPerCount};
  return writeRegister(chip->address, chip->accRegister, taken->acc)
         && writeRegister(chip->address, chip->gyroRegister, taken->gyro);
}

bool imuRead(int16_t values[RACKSIDE_AXES]) {
  uint8_t status = 0;
  uint8_t raw[2 * RACKSIDE_AXES];
  if (!readRegisters(chip->address, chip->statusRegister, &status, 1)
      || (status & chip->statusReady) != chip->statusReady
      || !readRegisters(chip->address, chip->accOut, raw, 6) || !readRegisters(chip->address, chip->gyroOut, raw + 6, 6)) {
    return false;
  }
  for (int axis = 0; axis < RACKSIDE_AXES; axis++) {
    values[axis] = static_cast<int16_t>(raw[2 * axis] | (raw[2 * axis + 1] << 8));
  }
  if (chip->mirroredX) {
    values[0] = turned(values[0]);
    values[3] = turned(values[3]);
  }
  return true;
}
