// Stand-in for the library that loads the BMI270's program.
#ifndef STUB_BMI270_H
#define STUB_BMI270_H
struct StubImu {
  int begin() { return 1; }
};
extern StubImu IMU;
#endif
