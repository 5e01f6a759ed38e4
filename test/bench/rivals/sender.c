/*===- sender.c - What another platform sends ---------------------------------===*\
|*
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|* sender KIND COUNT BYTES > STREAM: arrays of COUNT elements as records, whose
|* number the array's BYTES (on the platform that measures) say, and one before
|* them that announces the type. Runs under an emulator.
|*
|* sender SHAPE COUNT > STREAM: one record with a list or tree.
|*
\*===----------------------------------------------------------------------===*/

#include "figures.h"
#include "linked.h"

#include <cgt/rmr.h>
#include <stdlib.h>

static int send_linked(const char *name, size_t count, cgt_rmr_stream *out) {
  int shape;
  for (shape = LIST; shape <= TREE; ++shape)
    if (strcmp(shape_names[shape], name) == 0) {
      cgt_rmr_write(out, CGT_TAG_OF(struct linked), make_linked((enum shape)shape, count), 1);
      return cgt_rmr_close(out) != CGT_RMR_OK;
    }
  return 2;
}

int main(int argc, char **argv) {
  static const cgt_rmr_tag *const tags[] = {CGT_TAG_OF(char), CGT_TAG_OF(short),  CGT_TAG_OF(int),
                                            CGT_TAG_OF(long), CGT_TAG_OF(double), CGT_TAG_OF(struct sample)};
  enum kind kind;
  size_t count, i, n;
  void *data;
  cgt_rmr_stream *out = cgt_rmr_open_fd(1);
  if (argc == 3)
    return send_linked(argv[1], (size_t)atol(argv[2]), out);
  if (argc != 4)
    return 2;
  kind = (enum kind)atoi(argv[1]);
  count = (size_t)atol(argv[2]);
  n = records((size_t)atol(argv[3]));
  data = calloc(count, sizeof(struct sample));
  fill(kind, data, count);
  for (i = 0; i < 1 + n; ++i)
    if (cgt_rmr_write(out, tags[kind], data, count) != CGT_RMR_OK)
      return 1;
  return cgt_rmr_close(out) != CGT_RMR_OK;
}
