// The inertial unit of the board: found, set, read as raw counts. Right-handed axes, +1 g upward at rest.
#ifndef BOARD_IMU_H
#define BOARD_IMU_H

#include "rackside_packet.h"

// Find the chip and wake it. False where there is none that this file knows.
bool imuBegin();

// What was found, as it is told to the laptop.
const char *imuName();

// Set the rate nearest to the wanted one, +-16 g and +-2000 degrees a second; `config` then holds what was taken.
bool imuSet(rackside_config &config);

// The newest sample, if there is one that was not read yet: acceleration x y z, rate x y z.
bool imuRead(int16_t values[RACKSIDE_AXES]);

#endif
