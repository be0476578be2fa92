/* Packets of the open Rackside profile, version 1 (see profile.md): portable C99, no heap, no floating point in the
 * sample's path, bounded time. MIT licence, as the whole project.
 *
 * Two sides share one rackside_packetiser. One produces: an interrupt or a thread calls rackside_put for each sample.
 * One consumes: the main loop builds a packet with rackside_build, hands it to the radio, and says rackside_sent once
 * the radio took it. A packet that the radio refused is simply built again, so nothing is lost while it is busy; when
 * the ring is full the newest samples are dropped, and since every sample has a number, the receiver knows how many.
 */
#ifndef RACKSIDE_PACKET_H
#define RACKSIDE_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RACKSIDE_VERSION 1
#define RACKSIDE_SERVICE_UUID "5bc50001-4a08-48d7-bf87-2173305eff3b"
#define RACKSIDE_DATA_UUID "5bc50002-4a08-48d7-bf87-2173305eff3b"
#define RACKSIDE_CONFIG_UUID "5bc50003-4a08-48d7-bf87-2173305eff3b"
#define RACKSIDE_INFO_UUID "5bc50004-4a08-48d7-bf87-2173305eff3b"
#define RACKSIDE_CONTROL_UUID "5bc50005-4a08-48d7-bf87-2173305eff3b"

#define RACKSIDE_STOP 0
#define RACKSIDE_START 1

#define RACKSIDE_AXES 6
#define RACKSIDE_HEAD_BYTES 8
#define RACKSIDE_SAMPLE_BYTES (2 * RACKSIDE_AXES)
#define RACKSIDE_SAMPLES_MAX 19
#define RACKSIDE_PACKET_MAX (RACKSIDE_HEAD_BYTES + RACKSIDE_SAMPLES_MAX * RACKSIDE_SAMPLE_BYTES)
#define RACKSIDE_WANTED_BYTES 12
#define RACKSIDE_CONFIG_BYTES 20
#define RACKSIDE_INFO_MAX 100

/* Samples that the ring holds: a power of two, at least twice a packet. 128 are 0.6 s at 200 Hz and 2.5 KB. */
#ifndef RACKSIDE_RING
#define RACKSIDE_RING 128
#endif

typedef struct {
    uint32_t time_us; /* when it was taken, by any clock that wraps at 2^32 us */
    uint16_t number;
    int16_t values[RACKSIDE_AXES]; /* acceleration x y z, rate x y z, raw counts */
} rackside_sample;

typedef struct {
    /* the producer's */
    volatile uint16_t head; /* samples put, modulo 2^16 */
    uint16_t number;        /* of the next sample taken */
    volatile uint32_t dropped;
    /* the consumer's */
    volatile uint16_t tail; /* samples sent, modulo 2^16 */
    uint16_t expected;      /* number that follows the last one sent */
    uint16_t built;         /* samples in the packet built last */
    uint8_t packet_samples;
    uint32_t max_age_us;
    uint32_t period_us;
    rackside_sample ring[RACKSIDE_RING];
} rackside_packetiser;

/* Begin anew, with number 0; neither side may run meanwhile.
 * packet_bytes: the most the radio takes at once, ATT MTU - 3; at least 20.
 * max_age_us: a packet that is not full is due once its first sample is this old.
 * period_us: nominal time between samples; one that comes later than 1.5 of these begins a new packet, since samples
 * within a packet are taken to be evenly spaced. 0: never. */
void rackside_begin(rackside_packetiser *p, size_t packet_bytes, uint32_t max_age_us, uint32_t period_us);

/* Producer: one sample. False where there was no room: it is counted, and its number is used up. */
bool rackside_put(rackside_packetiser *p, uint32_t time_us, const int16_t values[RACKSIDE_AXES]);

/* Producer: the sensor overran, so many samples were never read; they are counted, and their numbers used up. */
void rackside_missed(rackside_packetiser *p, uint16_t samples);

/* Consumer: the packet that is due at now_us, into out (RACKSIDE_PACKET_MAX bytes). Its length, or 0 where none is due.
 * flush: whatever there is, is due. */
size_t rackside_build(rackside_packetiser *p, uint32_t now_us, bool flush, uint8_t *out);

/* Consumer: the packet built last is on its way; forget its samples. */
void rackside_sent(rackside_packetiser *p);

/* Samples lost on the sensor since the beginning. */
uint32_t rackside_dropped(const rackside_packetiser *p);

/* How a sensor is set, as it is read and written over Bluetooth. bandwidth_hz: 0 where it is not known. */
typedef struct {
    uint16_t acc_range_g;
    uint16_t gyro_range_dps;
    uint16_t bandwidth_hz;
    float rate_hz;
    float acc_mg_per_count;
    float gyro_mdps_per_count;
} rackside_config;

/* What is wanted, out of what was written; false, and nothing changed, where it is no such thing. */
bool rackside_read_wanted(const uint8_t *bytes, size_t length, rackside_config *wanted);

/* What was taken, to be read back. */
void rackside_write_config(const rackside_config *config, uint8_t out[RACKSIDE_CONFIG_BYTES]);

/* What the sensor is: its length. Longer texts are cut so that all three fit. */
size_t rackside_write_info(const char *model, const char *firmware, const char *serial,
                           uint8_t out[RACKSIDE_INFO_MAX]);

#ifdef __cplusplus
}
#endif
#endif
