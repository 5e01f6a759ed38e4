// What cgt-cc adds: the plugin where C is compiled, the runtime where a program is linked, nothing else anywhere.
//
// RUN: %cgt-cc -### -c %s 2>&1 | FileCheck %s --check-prefix=COMPILE
// RUN: %cgt-cc -### -S %s 2>&1 | FileCheck %s --check-prefix=COMPILE
// RUN: %cgt-cc -### -E %s 2>&1 | FileCheck %s --check-prefix=NO-LINK
// RUN: %cgt-cc -### -M -MF %t.d %s 2>&1 | FileCheck %s --check-prefix=NO-LINK
// RUN: %cgt-cc -### -MM %s 2>&1 | FileCheck %s --check-prefix=NO-LINK
// RUN: %cgt-cc -### -fsyntax-only %s 2>&1 | FileCheck %s --check-prefix=NO-LINK
// RUN: %cgt-cc -### -x c -c - 2>&1 | FileCheck %s --check-prefix=COMPILE
// COMPILE: "-load" "{{.*}}/lib/libcgt.so"
// COMPILE-NOT: cgt_rt
// NO-LINK: "-cc1"
// NO-LINK-NOT: cgt_rt
//
// RUN: %cgt-cc -### -c %s 2>&1 | FileCheck %s --check-prefix=INCLUDE
// INCLUDE: "-I" "{{.*}}/include"
//
// RUN: touch %t.o
// RUN: %cgt-cc -### -r %t.o -o %t 2>&1 | FileCheck %s --check-prefix=RELOCATABLE
// RELOCATABLE-NOT: cgt_rt
//
// RUN: %cgt-cc -### %s -o %t -lfoo 2>&1 | FileCheck %s --check-prefix=LINK
// RUN: %cgt-cc -### %t.o -o %t -lfoo 2>&1 | FileCheck %s --check-prefix=LINK
// RUN: %cgt-cc -### -static %t.o -o %t -lfoo 2>&1 | FileCheck %s --check-prefixes=LINK,STATIC
// RUN: %cgt-cc -### -static-pie %t.o -o %t -lfoo 2>&1 | FileCheck %s --check-prefixes=LINK,STATIC
// RUN: %cgt-cc -### -x c - -o %t -lfoo 2>&1 | FileCheck %s --check-prefix=LINK
// LINK: "-L{{[^"]*}}/lib/cgt/x86_64-linux-gnu"
// LINK-SAME: "-lfoo" "-lcgt_rt" "-lm"
// STATIC-SAME: "-lgcc_eh"
//
// Nothing to compile or link: clang as it is.
// RUN: %cgt-cc --version | FileCheck %s --check-prefix=VERSION
// RUN: %cgt-cc -v 2>&1 | FileCheck %s --check-prefix=VERSION
// VERSION: clang version 19
// RUN: %cgt-cc -print-file-name=libc.a | FileCheck %s --check-prefix=PRINT
// RUN: %cgt-cc -print-libgcc-file-name | FileCheck %s --check-prefix=PRINT
// PRINT: {{libc.a|libgcc.a}}
// RUN: not %cgt-cc 2>&1 | FileCheck %s --check-prefix=NO-INPUT
// NO-INPUT: error: no input files
//
// What is added is never worth a warning.
// RUN: %cgt-cc -Werror -c %s -o %t.o
// RUN: %cgt-cc -Werror %t.o -o %t
// RUN: echo nop > %t.s
// RUN: %cgt-cc -Werror -c %t.s -o %t.s.o

int main(void) { return 0; }
