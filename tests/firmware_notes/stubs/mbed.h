// Stand-in for Mbed OS: a thread that does not run (the test calls what it would do) and a lock that knows its state.
#ifndef STUB_MBED_H
#define STUB_MBED_H
#include <chrono>
#include <cstdint>
#include <cstdlib>

enum osPriority_t { osPriorityAboveNormal };

namespace rtos {
class Mutex {
 public:
  void lock() {
    if (locked) {
      std::exit(5);
    }
    locked = true;
  }
  void unlock() { locked = false; }

 private:
  bool locked = false;
};
class Thread {
 public:
  Thread(osPriority_t, uint32_t) {}
  void start(void (*)()) {}
};
namespace ThisThread {
inline void sleep_for(std::chrono::duration<uint32_t, std::milli>) {}
}  // namespace ThisThread
}  // namespace rtos
#endif
