//===- PortStart.cpp - What a process was started as -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "port/Port.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <unistd.h>

using namespace cgt;
using namespace cgt::port;

static constexpr char OwnFile[] = "/proc/self/exe";

const char *port::executedFile() {
  auto *Name = reinterpret_cast<const char *>(getauxval(AT_EXECFN));
  return Name ? Name : "";
}

bool port::isOwnFile() {
  if (!ownHeader())
    return false;
  KeepErrno Keep;
  int Fd = openRead(OwnFile);
  if (Fd < 0)
    return false;
  ElfW(Ehdr) Header;
  bool Same = readAt(Fd, &Header, sizeof Header, 0) == sizeof Header && memcmp(&Header, ownHeader(), sizeof Header) == 0;
  port::close(Fd);
  return Same;
}

bool port::processName(ProcessName &Name) {
  KeepErrno Keep;
  return prctl(PR_GET_NAME, Name.Text) == 0;
}

void port::setProcessName(const ProcessName &Name) {
  KeepErrno Keep;
  prctl(PR_SET_NAME, Name.Text);
}

static constexpr unsigned long Query = 0xffffffff;

bool port::hasRandomAddresses() {
  KeepErrno Keep;
  int Old = personality(Query);
  return Old != -1 && !(Old & ADDR_NO_RANDOMIZE);
}

bool port::setRandomAddresses(bool Random) {
  KeepErrno Keep;
  int Old = personality(Query);
  if (Old == -1)
    return false;
  auto New = static_cast<unsigned long>(Random ? Old & ~ADDR_NO_RANDOMIZE : Old | ADDR_NO_RANDOMIZE);
  return personality(New) != -1;
}

void port::executeAgain(char **Argv, char **Envp) {
  KeepErrno Keep;
  execve(OwnFile, Argv, Envp);
}
