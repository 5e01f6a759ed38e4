//===- nbody.c - Bodies under gravity, structs by value -------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// usage: nbody [BODIES [NONCE [STEPS]]]
//
// Integrates the motion of BODIES bodies that attract each other for STEPS
// steps. Vectors and bodies are passed and returned by value. Half of the
// attraction comes from the heavy bodies and is asked for separately, so that
// one call's result waits as a temporary while the next call runs.
//
//===----------------------------------------------------------------------===//

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#pragma STDC FP_CONTRACT OFF

struct vector {
  double x, y, z;
};

struct body {
  struct vector place, speed;
  float mass;
  char heavy;
};

struct world {
  unsigned count;
  struct body *bodies;
  double time, step;
};

struct energy {
  double kinetic, potential;
};

static struct vector sum(struct vector a, struct vector b) {
  struct vector s = {a.x + b.x, a.y + b.y, a.z + b.z};
  return s;
}

static struct vector scaled(struct vector a, double factor) {
  struct vector s = {a.x * factor, a.y * factor, a.z * factor};
  return s;
}

static struct vector difference(struct vector a, struct vector b) {
  struct vector d = {a.x - b.x, a.y - b.y, a.z - b.z};
  return d;
}

static double dot(struct vector a, struct vector b) {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}

static double next_random(uint32_t *state) {
  uint32_t z = *state += 0x9e3779b9;
  z = (z ^ z >> 16) * 0x21f0aaad;
  z = (z ^ z >> 15) * 0x735a2d97;
  z ^= z >> 15;
  return (double)z / 2147483648.0 - 1.0;
}

static struct vector random_vector(uint32_t *state) {
  struct vector v;
  v.x = next_random(state);
  v.y = next_random(state);
  v.z = next_random(state);
  return v;
}

// The pull on `subject` by all bodies that are heavy, or by all that are not.
static struct vector pull(const struct world *world, struct body subject,
                          int heavy) {
  struct vector total = {0, 0, 0};
  for (unsigned i = 0; i < world->count; i++) {
    const struct body *other = &world->bodies[i];
    if (other->heavy != heavy)
      continue;
    struct vector way = difference(other->place, subject.place);
    double square = dot(way, way) + 0x1p-10; // softened: no body is a point
    total = sum(total, scaled(way, other->mass / (square * sqrt(square))));
  }
  return total;
}

static struct body advance(const struct world *world, struct body body) {
  struct vector acceleration = sum(pull(world, body, 0), pull(world, body, 1));
  body.speed = sum(body.speed, scaled(acceleration, world->step));
  body.place = sum(body.place, scaled(body.speed, world->step));
  return body;
}

// All bodies move at once: the new ones are computed beside the old ones.
static void step(struct world *world, struct body *next) {
  for (unsigned i = 0; i < world->count; i++)
    next[i] = advance(world, world->bodies[i]);
  for (unsigned i = 0; i < world->count; i++)
    world->bodies[i] = next[i];
  world->time += world->step;
}

static struct energy total_energy(const struct world *world) {
  struct energy e = {0, 0};
  for (unsigned i = 0; i < world->count; i++) {
    struct body a = world->bodies[i];
    e.kinetic += a.mass * dot(a.speed, a.speed) / 2;
    for (unsigned j = 0; j < i; j++) {
      struct vector way = difference(world->bodies[j].place, a.place);
      e.potential -=
          a.mass * world->bodies[j].mass / sqrt(dot(way, way) + 0x1p-10);
    }
  }
  return e;
}

static void report(const struct world *world, struct energy e) {
  struct vector first = world->bodies[0].place;
  printf("time %a energy %a + %a, first body at %a %a %a\n", world->time,
         e.kinetic, e.potential, first.x, first.y, first.z);
}

static struct body *new_bodies(unsigned count) {
  struct body *bodies = malloc(count * sizeof *bodies);
  if (!bodies) {
    fprintf(stderr, "nbody: out of memory\n");
    exit(1);
  }
  return bodies;
}

static void run(unsigned count, uint32_t nonce, unsigned steps) {
  struct world world = {count, new_bodies(count), 0, 0x1p-8};
  struct body *next = new_bodies(count);
  for (unsigned i = 0; i < count; i++) {
    struct body b = {random_vector(&nonce), random_vector(&nonce),
                     (float)(1 + i % 3) / 64, i % 4 == 0};
    world.bodies[i] = b;
  }
  report(&world, total_energy(&world));
  for (unsigned i = 1; i <= steps; i++) {
    step(&world, next);
    if (i % 8 == 0)
      report(&world, total_energy(&world));
  }
  report(&world, total_energy(&world));
  free(next);
  free(world.bodies);
}

static unsigned argument(int argc, char **argv, int i, unsigned otherwise) {
  return i < argc ? (unsigned)strtoul(argv[i], NULL, 10) : otherwise;
}

int main(int argc, char **argv) {
  unsigned count = argument(argc, argv, 1, 12);
  uint32_t nonce = argument(argc, argv, 2, 1);
  unsigned steps = argument(argc, argv, 3, 32);
  if (count < 1 || count > 1000000) {
    fprintf(stderr, "usage: nbody [BODIES [NONCE [STEPS]]]\n");
    return 2;
  }
  printf("%u bodies, nonce %u\n", count, (unsigned)nonce);
  run(count, nonce, steps);
  return 0;
}
