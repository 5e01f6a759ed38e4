// Plugin arguments are checked exactly; other languages than C are refused.

// RUN: %clang_cgt -fplugin-arg-cgt-polls=explicit -c %s -o %t.o -fplugin-arg-cgt-report=%t.json -fplugin-arg-cgt-types=%t.types
// RUN: grep '"polls": "explicit"' %t.json
// RUN: FileCheck %s --check-prefix=TYPES < %t.types
// RUN: not %clang_cgt -fplugin-arg-cgt-polls=exp -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=POLLS
// RUN: not %clang_cgt -fplugin-arg-cgt-poll=all -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// RUN: not %clang_cgt -fplugin-arg-cgt-checkpoints=off -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=CHECKPOINTS
// RUN: not %clang_cgt -fplugin-arg-cgt-types= -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=EMPTY
// RUN: not %clang_cgt -fplugin-arg-cgt-report=%t.none/x -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=WRITE
// RUN: not %clang_cgt -fplugin-arg-cgt-warn=cgt-unions -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=WARN
// RUN: not %clang_cgt -x c++ -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=NOTC

// TYPES: [
// TYPES: "k": "i",
// TYPES-NEXT: "name": "int",
// POLLS: error: plugin argument 'polls' is 'auto', 'explicit' or 'all', not 'exp' [cgt-bad-polls]
// UNKNOWN: error: unknown plugin argument 'poll'; known are checkpoints, hashes, hints, polls, report, types and warn [cgt-unknown-argument]
// CHECKPOINTS: error: plugin argument 'checkpoints' is 'yes' or 'no', not 'off' [cgt-bad-checkpoints]
// EMPTY: error: plugin argument 'types' needs a file name [cgt-empty-file]
// WRITE: error: can't write '{{.*}}none/x': No such file or directory [cgt-cant-write]
// WARN: error: no warning of CGT's is called 'cgt-unions'; known are frame, va-list, {{.*}} [cgt-bad-warning]
// NOTC: error: only C is supported; compile this file by clang, without the plugin [cgt-not-c]

int x;
