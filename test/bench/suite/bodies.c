/* Five bodies under gravity, in structs, with a square root for each pair.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct body {
  double x, y, z, vx, vy, vz, mass;
};

static void advance(struct body *b, int n, double dt) {
  for (int i = 0; i < n; i++)
    for (int j = i + 1; j < n; j++) {
      double dx = b[i].x - b[j].x, dy = b[i].y - b[j].y, dz = b[i].z - b[j].z;
      double d2 = dx * dx + dy * dy + dz * dz, mag = dt / (d2 * sqrt(d2));
      b[i].vx -= dx * b[j].mass * mag;
      b[i].vy -= dy * b[j].mass * mag;
      b[i].vz -= dz * b[j].mass * mag;
      b[j].vx += dx * b[i].mass * mag;
      b[j].vy += dy * b[i].mass * mag;
      b[j].vz += dz * b[i].mass * mag;
    }
  for (int i = 0; i < n; i++) {
    b[i].x += dt * b[i].vx;
    b[i].y += dt * b[i].vy;
    b[i].z += dt * b[i].vz;
  }
}

int main(int argc, char **argv) {
  int steps = argc > 1 ? atoi(argv[1]) : 6000000;
  struct body b[5] = {{0, 0, 0, 0, 0, 0, 39.5},
                      {4.8, -1.2, -.1, .6, 2.8, -.02, .038},
                      {8.3, 4.1, -.4, -1, 1.8, .008, .011},
                      {12.9, -15.1, -.2, 1.1, .9, -.01, .0017},
                      {15.4, -25.9, .2, 1, .6, -.03, .002}};
  for (int k = 0; k < steps; k++)
    advance(b, 5, 0.01);
  printf("%.6f %.6f\n", b[0].x, b[1].y);
  return 0;
}
