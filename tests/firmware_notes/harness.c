/* Drives the reference packetiser for the tests: operations on standard input, what comes of them on standard output.
 *
 *   b  u16 packet bytes, u32 age us, u32 period us      begin
 *   p  u32 time us, 6 x i16                             put one sample
 *   m  u16 samples                                      missed
 *   t  u32 now us, u8 flush, u8 sent                    take: u16 length, packet
 *   d                                                   dropped: u16 4, u32
 *   c  u16 length, bytes                                wanted settings: u16 20, what is read back (u16 0: refused)
 *   i  3 x (u16 length, bytes)                          description: u16 length, bytes
 *   x  u32 samples                                      a thread puts so many, here they are taken: packets, u16 0
 *
 * All little-endian. Ends with status 0 at the end of input, 2 at an operation it does not know.
 */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rackside_packet.h"

static rackside_packetiser packetiser;

static void read_bytes(uint8_t *to, size_t length)
{
    if (fread(to, 1, length, stdin) != length) {
        exit(3);
    }
}

static uint32_t read_number(size_t bytes)
{
    uint8_t raw[4] = {0, 0, 0, 0};
    read_bytes(raw, bytes);
    return (uint32_t)raw[0] | (uint32_t)raw[1] << 8 | (uint32_t)raw[2] << 16 | (uint32_t)raw[3] << 24;
}

static void answer(const uint8_t *bytes, size_t length)
{
    uint8_t head[2];
    head[0] = (uint8_t)(length & 0xFFu);
    head[1] = (uint8_t)(length >> 8);
    fwrite(head, 1, 2, stdout);
    fwrite(bytes, 1, length, stdout);
}

static void begin(void)
{
    uint32_t packet_bytes = read_number(2);
    uint32_t age_us = read_number(4);
    rackside_begin(&packetiser, packet_bytes, age_us, read_number(4));
}

static void put(void)
{
    uint32_t time_us = read_number(4);
    int16_t values[RACKSIDE_AXES];
    for (int k = 0; k < RACKSIDE_AXES; k++) {
        uint16_t raw = (uint16_t)read_number(2);
        memcpy(&values[k], &raw, sizeof raw);
    }
    rackside_put(&packetiser, time_us, values);
}

static void take(void)
{
    /* As large as the longest packet and no larger, on the heap: the sanitizer watches its end. */
    uint8_t *out = malloc(RACKSIDE_PACKET_MAX);
    uint32_t now_us = read_number(4);
    uint32_t flush = read_number(1);
    if (out == NULL) {
        exit(3);
    }
    answer(out, rackside_build(&packetiser, now_us, flush != 0, out));
    if (read_number(1) != 0) {
        rackside_sent(&packetiser);
    }
    free(out);
}

static void dropped(void)
{
    uint32_t count = rackside_dropped(&packetiser);
    uint8_t out[4];
    for (int k = 0; k < 4; k++) {
        out[k] = (uint8_t)(count >> (8 * k));
    }
    answer(out, sizeof out);
}

static void settings(void)
{
    size_t length = read_number(2);
    uint8_t *raw = malloc(length + 1);
    uint8_t out[RACKSIDE_CONFIG_BYTES];
    rackside_config config = {0, 0, 0, 0.0f, 0.488f, 70.0f};
    if (raw == NULL) {
        exit(3);
    }
    read_bytes(raw, length);
    if (rackside_read_wanted(raw, length, &config)) {
        rackside_write_config(&config, out);
        answer(out, sizeof out);
    } else {
        answer(out, 0);
    }
    free(raw);
}

static void description(void)
{
    static char texts[3][300];
    uint8_t out[RACKSIDE_INFO_MAX];
    for (int k = 0; k < 3; k++) {
        size_t length = read_number(2);
        if (length >= sizeof texts[k]) {
            exit(3);
        }
        read_bytes((uint8_t *)texts[k], length);
        texts[k][length] = '\0';
    }
    answer(out, rackside_write_info(texts[0], texts[1], texts[2], out));
}

static volatile int producing;

static void *produce(void *samples)
{
    uint32_t count = *(uint32_t *)samples;
    for (uint32_t k = 0; k < count; k++) {
        int16_t value = (int16_t)(k % 32768u);
        int16_t values[RACKSIDE_AXES] = {value, value, value, value, value, value};
        rackside_put(&packetiser, k, values);
        if (k % 97u == 0) {
            sched_yield();
        }
    }
    __sync_synchronize();
    producing = 0;
    return NULL;
}

static void threads(void)
{
    uint32_t samples = read_number(4);
    uint8_t out[RACKSIDE_PACKET_MAX];
    pthread_t thread;
    int left;
    producing = 1;
    if (pthread_create(&thread, NULL, produce, &samples) != 0) {
        exit(3);
    }
    do {
        size_t length;
        left = producing;
        __sync_synchronize();
        while ((length = rackside_build(&packetiser, 0, true, out)) > 0) {
            answer(out, length);
            rackside_sent(&packetiser);
        }
    } while (left);
    pthread_join(thread, NULL);
    answer(out, 0);
}

int main(void)
{
    int operation;
    rackside_begin(&packetiser, RACKSIDE_PACKET_MAX, 0, 0);
    while ((operation = getchar()) != EOF) {
        switch (operation) {
        case 'b': begin(); break;
        case 'p': put(); break;
        case 'm': rackside_missed(&packetiser, (uint16_t)read_number(2)); break;
        case 't': take(); break;
        case 'd': dropped(); break;
        case 'c': settings(); break;
        case 'i': description(); break;
        case 'x': threads(); break;
        default: return 2;
        }
    }
    return 0;
}
