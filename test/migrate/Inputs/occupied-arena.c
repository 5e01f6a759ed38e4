// Takes the place where the saved arena is put on 64-bit platforms, so that it must go elsewhere.

#include <sys/mman.h>

__attribute__((constructor(101))) static void occupy(void) {
  mmap((void *)0x115b600000, 65536, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
}
