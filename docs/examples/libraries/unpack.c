//===- unpack.c - Unpacks a text, with zlib --------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// usage: unpack [LINES]        (cgt-cc unpack.c -lz)
//
// A z_stream lies in the program's memory, and what zlib knows of the data
// unpacked so far in its own, which isn't saved. A stream is described by what
// it unpacks and how far it has come; it is made by unpacking up to there. See
// docs/reference.md, "Objects of libraries".
//
//===----------------------------------------------------------------------===//

#include <cgt/cgt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct unpacker {
  z_stream stream;
  unsigned char *packed;
  unsigned long bytes;
};

/// What an unpacker is without zlib.
struct progress {
  unsigned char *packed;
  unsigned long bytes, unpacked;
};

static int start(struct unpacker *u, unsigned char *packed, unsigned long bytes) {
  memset(&u->stream, 0, sizeof u->stream);
  u->packed = packed;
  u->bytes = bytes;
  u->stream.next_in = packed;
  u->stream.avail_in = (uInt)bytes;
  return inflateInit(&u->stream);
}

static void *describe(void *object) {
  struct unpacker *u = object;
  struct progress *p = malloc(sizeof *p);
  if (p) {
    p->packed = u->packed;
    p->bytes = u->bytes;
    p->unpacked = u->stream.total_out;
  }
  memset(&u->stream, 0, sizeof u->stream); // in the copy that is written
  return p;
}

static void *make(void *description, void *place) {
  const struct progress *p = description;
  struct unpacker *u = place;
  unsigned char passed[4096];
  int status = start(u, p->packed, p->bytes);
  while (status == Z_OK && u->stream.total_out < p->unpacked) {
    unsigned long left = p->unpacked - u->stream.total_out;
    u->stream.next_out = passed;
    u->stream.avail_out = (uInt)(left < sizeof passed ? left : sizeof passed);
    status = inflate(&u->stream, Z_SYNC_FLUSH);
  }
  return status == Z_OK || status == Z_STREAM_END ? place : NULL;
}

/// A text of \p lines lines, packed.
static unsigned char *pack(int lines, unsigned long *bytes) {
  size_t size = (size_t)lines * 40 + 1, used = 0;
  char *text = malloc(size);
  unsigned char *packed = malloc(compressBound(size));
  for (int i = 0; text && i < lines; i++)
    used += (size_t)snprintf(text + used, size - used, "line %d of %d: %x\n", i, lines, i * 2654435761u >> 7);
  *bytes = compressBound(size);
  if (!text || !packed || compress(packed, bytes, (unsigned char *)text, used) != Z_OK)
    exit(1);
  free(text);
  return packed;
}

int main(int argc, char **argv) {
  struct unpacker u;
  unsigned char piece[100];
  unsigned long bytes, sum = 0;
  unsigned char *packed = pack(argc > 1 ? atoi(argv[1]) : 100, &bytes);
  int status = start(&u, packed, bytes);
  cgt_resource(&u, describe, make);
  for (int pieces = 1; status == Z_OK; pieces++) {
    u.stream.next_out = piece;
    u.stream.avail_out = sizeof piece;
    status = inflate(&u.stream, Z_SYNC_FLUSH);
    for (unsigned char *c = piece; c < u.stream.next_out; c++)
      sum = (sum * 31 + *c) & 0xffffffff;
    printf("%d: %lu bytes, %08lx\n", pieces, u.stream.total_out, sum);
  }
  printf("%s\n", status == Z_STREAM_END ? "whole" : "damaged");
  cgt_resource_end(&u);
  inflateEnd(&u.stream);
  free(packed);
  return 0;
}
