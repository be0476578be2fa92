// Stand-in for the Arduino core: as much as the sketch uses, with a clock that the test sets.
#ifndef STUB_ARDUINO_H
#define STUB_ARDUINO_H
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#define OUTPUT 1
#define HIGH 1
#define LOW 0
#define LED_BUILTIN 13
#define PIN_LSM6DS3TR_C_POWER 15

extern uint32_t stubNowUs;
extern bool stubPowered;

inline uint32_t micros() { return stubNowUs; }
inline void delay(unsigned long ms) { stubNowUs += static_cast<uint32_t>(1000 * ms); }
inline void pinMode(int, int) {}
inline void digitalWrite(int pin, int value) {
  if (pin == PIN_LSM6DS3TR_C_POWER) {
    stubPowered = value == HIGH;
  }
}

class String {
 public:
  String(const char *text) : text_(text) {}
  const char *c_str() const { return text_.c_str(); }

 private:
  std::string text_;
};

// What the sketch says on the serial port is its last word: it gives up.
struct StubSerial {
  void begin(unsigned long) {}
  void println(const char *) { std::exit(4); }
};
extern StubSerial Serial;
#endif
