// Stand-in for Wire: one chip with 256 registers at one address.
#ifndef STUB_WIRE_H
#define STUB_WIRE_H
#include <cstddef>
#include <cstdint>

class TwoWire {
 public:
  void begin() {}
  void setClock(uint32_t) {}
  void beginTransmission(uint8_t address) {
    asked = address;
    count = 0;
  }
  size_t write(uint8_t byte) {
    if (count == 0) {
      at = byte;
    } else if (asked == stubAddress) {
      stubRegisters[at++] = byte;
    }
    count++;
    return 1;
  }
  uint8_t endTransmission(bool = true) { return asked == stubAddress ? 0 : 2; }
  uint8_t requestFrom(uint8_t address, uint8_t length) { return address == stubAddress ? length : 0; }
  int read() { return stubRegisters[at++]; }

  uint8_t stubAddress = 0;
  uint8_t stubRegisters[256] = {};

 private:
  uint8_t asked = 0;
  uint8_t at = 0;
  int count = 0;
};
extern TwoWire Wire1;
#endif
