/* See rackside_packet.h. */
#include "rackside_packet.h"

#include <string.h>

/* What is written before it is seen by the other side before what is written after it. */
#ifndef RACKSIDE_BARRIER
#if defined(__GNUC__)
#define RACKSIDE_BARRIER() __sync_synchronize()
#else
#error "define RACKSIDE_BARRIER() as your compiler's full memory barrier"
#endif
#endif

#define OVERFLOW_FLAG 0x80u

typedef char ring_is_a_power_of_two[(RACKSIDE_RING & (RACKSIDE_RING - 1)) == 0 ? 1 : -1];
typedef char ring_holds_two_packets[RACKSIDE_RING >= 2 * RACKSIDE_SAMPLES_MAX && RACKSIDE_RING <= 32768 ? 1 : -1];
typedef char float_has_four_bytes[sizeof(float) == 4 ? 1 : -1];

static void put16(uint8_t *out, uint16_t value)
{
    out[0] = (uint8_t)(value & 0xFFu);
    out[1] = (uint8_t)(value >> 8);
}

static void put32(uint8_t *out, uint32_t value)
{
    put16(out, (uint16_t)(value & 0xFFFFu));
    put16(out + 2, (uint16_t)(value >> 16));
}

static void put_float(uint8_t *out, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    put32(out, bits);
}

static uint16_t get16(const uint8_t *in)
{
    return (uint16_t)(in[0] | ((uint16_t)in[1] << 8));
}

static float get_float(const uint8_t *in)
{
    uint32_t bits = (uint32_t)get16(in) | ((uint32_t)get16(in + 2) << 16);
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static const rackside_sample *at(const rackside_packetiser *p, uint16_t place)
{
    return &p->ring[place & (RACKSIDE_RING - 1)];
}

void rackside_begin(rackside_packetiser *p, size_t packet_bytes, uint32_t max_age_us, uint32_t period_us)
{
    size_t samples = packet_bytes < RACKSIDE_HEAD_BYTES + RACKSIDE_SAMPLE_BYTES
                         ? 1
                         : (packet_bytes - RACKSIDE_HEAD_BYTES) / RACKSIDE_SAMPLE_BYTES;
    memset(p, 0, sizeof *p);
    p->packet_samples = (uint8_t)(samples > RACKSIDE_SAMPLES_MAX ? RACKSIDE_SAMPLES_MAX : samples);
    p->max_age_us = max_age_us;
    p->period_us = period_us;
    RACKSIDE_BARRIER();
}

bool rackside_put(rackside_packetiser *p, uint32_t time_us, const int16_t values[RACKSIDE_AXES])
{
    uint16_t head = p->head;
    rackside_sample *sample = &p->ring[head & (RACKSIDE_RING - 1)];
    if ((uint16_t)(head - p->tail) >= RACKSIDE_RING) {
        rackside_missed(p, 1);
        return false;
    }
    /* The place may be written only after the tail that freed it was seen. */
    RACKSIDE_BARRIER();
    sample->time_us = time_us;
    sample->number = p->number++;
    memcpy(sample->values, values, sizeof sample->values);
    RACKSIDE_BARRIER();
    p->head = (uint16_t)(head + 1u);
    return true;
}

void rackside_missed(rackside_packetiser *p, uint16_t samples)
{
    p->number = (uint16_t)(p->number + samples);
    p->dropped = p->dropped + samples;
}

/* Whether a sample can stand in a packet right after another: the next number, at about the next time. */
static bool follows(const rackside_packetiser *p, const rackside_sample *before, const rackside_sample *after)
{
    uint32_t step_us = after->time_us - before->time_us;
    return after->number == (uint16_t)(before->number + 1u)
           && (p->period_us == 0 || step_us <= p->period_us + p->period_us / 2);
}

size_t rackside_build(rackside_packetiser *p, uint32_t now_us, bool flush, uint8_t *out)
{
    uint16_t tail = p->tail;
    uint16_t there = (uint16_t)(p->head - tail);
    const rackside_sample *first = at(p, tail);
    uint8_t *to = out + RACKSIDE_HEAD_BYTES;
    uint16_t count = 1;
    bool due;
    RACKSIDE_BARRIER();
    p->built = 0;
    if (there == 0) {
        return 0;
    }
    while (count < p->packet_samples && count < there
           && follows(p, at(p, (uint16_t)(tail + count - 1u)), at(p, (uint16_t)(tail + count)))) {
        count++;
    }
    /* One that is followed by a sample it cannot hold will not grow either. */
    due = flush || count == p->packet_samples || count < there || (uint32_t)(now_us - first->time_us) >= p->max_age_us;
    if (!due) {
        return 0;
    }
    out[0] = (uint8_t)(RACKSIDE_VERSION | (first->number == p->expected ? 0u : OVERFLOW_FLAG));
    out[1] = (uint8_t)count;
    put16(out + 2, first->number);
    put32(out + 4, first->time_us);
    for (uint16_t k = 0; k < count; k++) {
        const rackside_sample *sample = at(p, (uint16_t)(tail + k));
        for (int axis = 0; axis < RACKSIDE_AXES; axis++, to += 2) {
            put16(to, (uint16_t)sample->values[axis]);
        }
    }
    p->built = count;
    return (size_t)(to - out);
}

void rackside_sent(rackside_packetiser *p)
{
    if (p->built == 0) {
        return;
    }
    p->expected = (uint16_t)(at(p, (uint16_t)(p->tail + p->built - 1u))->number + 1u);
    RACKSIDE_BARRIER();
    p->tail = (uint16_t)(p->tail + p->built);
    p->built = 0;
}

uint32_t rackside_dropped(const rackside_packetiser *p)
{
    return p->dropped;
}

bool rackside_read_wanted(const uint8_t *bytes, size_t length, rackside_config *wanted)
{
    float rate_hz;
    if (length < RACKSIDE_WANTED_BYTES || bytes[0] != RACKSIDE_VERSION) {
        return false;
    }
    rate_hz = get_float(bytes + 8);
    /* Not a number fails every comparison. */
    if (!(rate_hz > 0.0f && rate_hz < 1e5f)) {
        return false;
    }
    wanted->acc_range_g = get16(bytes + 2);
    wanted->gyro_range_dps = get16(bytes + 4);
    wanted->bandwidth_hz = get16(bytes + 6);
    wanted->rate_hz = rate_hz;
    return true;
}

void rackside_write_config(const rackside_config *config, uint8_t out[RACKSIDE_CONFIG_BYTES])
{
    out[0] = RACKSIDE_VERSION;
    out[1] = 0;
    put16(out + 2, config->acc_range_g);
    put16(out + 4, config->gyro_range_dps);
    put16(out + 6, config->bandwidth_hz);
    put_float(out + 8, config->rate_hz);
    put_float(out + 12, config->acc_mg_per_count);
    put_float(out + 16, config->gyro_mdps_per_count);
}

size_t rackside_write_info(const char *model, const char *firmware, const char *serial,
                           uint8_t out[RACKSIDE_INFO_MAX])
{
    const char *texts[3];
    size_t length = 1;
    texts[0] = model;
    texts[1] = firmware;
    texts[2] = serial;
    out[0] = RACKSIDE_VERSION;
    for (int k = 0; k < 3; k++) {
        /* Each text has a third of the room, its end included. */
        for (size_t n = 0; n + 1 < (RACKSIDE_INFO_MAX - 1) / 3 && texts[k][n] != '\0'; n++) {
            out[length++] = (uint8_t)texts[k][n];
        }
        out[length++] = 0;
    }
    return length;
}
