// Records of libc are expanded where the program holds one, not where it holds a pointer; what only libc understands is
// opaque.

// RUN: %clang_cgt %target-x86_64 -w -c %s -o %t.o -fplugin-arg-cgt-report=%t.json
// RUN: %python %S/Inputs/show-notes.py %t.json | FileCheck %s

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>

// CHECK: global stream = *struct _IO_FILE:v
FILE *stream;
// CHECK-NEXT: global only_pointed_to = *struct tm:v
struct tm *only_pointed_to;
// A later variable of the type expands it for pointers, too.
// CHECK-NEXT: global pointed_to = *struct timeval:s
struct timeval *pointed_to;
// CHECK-NEXT: global held = struct timeval:s
struct timeval held;
// CHECK-NEXT: global quotient = struct div_t:s
div_t quotient;
// CHECK-NEXT: global environment = jmp_buf:o @ system-types.c:[[#@LINE+1]]{{$}}
jmp_buf environment;
// CHECK-NEXT: global with_mask = sigjmp_buf:o
sigjmp_buf with_mask;
// CHECK-NEXT: global arguments = va_list:o {{.*}} valist
va_list arguments;
// CHECK-NEXT: global now = time_t:i
time_t now;
// A user's type of that name is the user's.
struct { int FILE; } file;
// CHECK-NEXT: global file = struct file:s

// Other platforms' headers pad and name the members' types otherwise.
// CHECK-NEXT: global status = struct stat:s
struct stat status;
// CHECK-NEXT: global handles = fd_set:o
fd_set handles;
// CHECK-NEXT: global lock = pthread_mutex_t:o
pthread_mutex_t lock;
// CHECK-NEXT: global action = struct sigaction:s
struct sigaction action;

// CHECK: struct timeval size=16
// CHECK-NEXT: .tv_sec = :i off=0
// CHECK: struct stat size=144
// CHECK-NOT: pad
// CHECK: .st_size = :i off=48
// CHECK-NOT: reserved
// CHECK: struct sigaction
// CHECK: .sa_mask = sigset_t:o off=8
// CHECK-NOT: struct _IO_FILE size
// CHECK-NOT: struct tm size
