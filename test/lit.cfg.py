# ===- lit.cfg.py - How the tests run ----------------------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   %clang_cgt          clang-19 with the plugin               %opt_cgt    opt-19 with the pass's module
#   %cgt-cc %cgt-run %cgt-inspect                              the tools
#   %cgt-ARCH           cgt-cc for a platform, static          %plain-ARCH clang-19 for it, static
#   %run-ARCH           the emulator, or nothing               %target-ARCH  the flags that select it
#   %clang              clang-19 for this machine              %cgt_rt     the runtime library for it
#   %examples %inputs   docs/examples, test/Inputs             %build %source  the two trees
#   %sanitized          %clang and the runtime for this machine, both with sanitizers, for linking
#   %carry %files ...   drivers in test/Inputs, with the tools' places; %expect STATUS -- COMMAND
#   %fuzz-NAME          fuzzer and seconds, for test/Inputs/fuzz.py's other arguments
#   %hostile            the fuzzer of whole programs, test/fuzz/Hostile.cpp
#   %python             the Python that runs lit               %run        empty: nothing needed to run natively
#
# Features: run-ARCH (runtime and emulator are there), long (lit -Dlong=1: campaigns), asan (the asan preset), mounts (tests
# may mount file systems for themselves: they are root, and not in a chroot), set-user-id (they are root, and a set-user-ID
# program in /tmp gets its owner's rights), containers (they may make spaces of process numbers), memory-limits (they may make control
# groups), and what is installed: flex, bison, valgrind, ccache, man, file, pkg-config, bash-completion, lintian, mmdebstrap, mkdocs, parallel (GNU), npm, slurm (and root), zlib, gmp and openblas (headers), openmp (LLVM's library), openmp-aarch64 (that for aarch64).
#
# ===------------------------------------------------------------------------===#

import os
import shutil
import subprocess
import sys

import lit.formats

sys.path.insert(0, os.path.join(config.source_dir, "test", "Inputs"))
import platforms

config.name = "CGT"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".c", ".ll", ".test"]
config.excludes = ["Inputs", "CMakeLists.txt", "unit", "bench"]
config.test_source_root = os.path.join(config.source_dir, "test")
config.test_exec_root = os.path.join(config.build_dir, "test")

bin_dir = os.path.join(config.build_dir, "bin")
lib_dir = os.path.join(config.build_dir, "lib")
clang = os.path.join(config.llvm_tools_dir, "clang")

# FileCheck, not, split-file and LLVM's tools under their plain names.
config.environment["PATH"] = os.pathsep.join([bin_dir, config.llvm_tools_dir, os.environ.get("PATH", "")])
config.environment["QEMU_STACK_SIZE"] = str(platforms.QEMU_STACK_SIZE)
config.environment["CGT_BUILD"] = config.build_dir
config.environment["CGT_SOURCE"] = config.source_dir
config.environment["CGT_SEED"] = platforms.seed(lit_config.params.get("long"))
config.environment["PYTHONPATH"] = os.path.join(config.source_dir, "test", "Inputs")
config.environment["PYTHONDONTWRITEBYTECODE"] = "1"

# Modules with sanitizers need their runtime first in the program that loads them. Clang and opt themselves aren't
# instrumented, nor do they free all that they allocate.
preload = ""
if config.asan_runtime:
    config.available_features.add("asan")
    asan_options = "detect_leaks=0:detect_container_overflow=0:alloc_dealloc_mismatch=0:allow_user_poisoning=0"
    preload = "env LD_PRELOAD=%s ASAN_OPTIONS=%s " % (config.asan_runtime, asan_options)

substitutions = [
    ("clang_cgt", preload + "%s -fplugin=%s/libcgt.so -I%s/include" % (clang, lib_dir, config.build_dir)),
    ("opt_cgt", preload + "%s/opt -load-pass-plugin=%s/libcgt-pass.so" % (config.llvm_tools_dir, lib_dir)),
    ("clang", clang),
    ("cgt_rt", os.path.join(lib_dir, "cgt", platforms.NATIVE.triple, "libcgt_rt.a")),
    (
        "sanitized",
        "%s -fsanitize=address,undefined -fno-sanitize-recover=all -Wl,--whole-archive,%s,--no-whole-archive -L%s"
        % (clang, config.sanitized_rt, os.path.dirname(config.sanitized_rt)),
    ),
    ("run", ""),
    ("cgt-cc", preload + os.path.join(bin_dir, "cgt-cc")),
    ("cgt-run", os.path.join(bin_dir, "cgt-run")),
    ("cgt-inspect", os.path.join(bin_dir, "cgt-inspect")),
    ("examples", os.path.join(config.source_dir, "docs", "examples")),
    ("inputs", os.path.join(config.source_dir, "test", "Inputs")),
    ("build", config.build_dir),
    ("source", config.source_dir),
    ("python", sys.executable),
]
for p in platforms.PLATFORMS:
    substitutions += [
        ("cgt-" + p.arch, "%s%s/cgt-cc %s -static" % (preload, bin_dir, p.target_flags)),
        ("plain-" + p.arch, "%s %s -static" % (clang, p.target_flags)),
        ("target-" + p.arch, p.target_flags),
        ("run-" + p.arch, p.emulator),
    ]
    if p.runs and p.triple in config.runtime_triples:
        config.available_features.add("run-" + p.arch)
# Drivers: what they expand to holds no further substitutions.
tools = '--cgt-cc "%s%s/cgt-cc" --cgt-inspect %s/cgt-inspect' % (preload, bin_dir, bin_dir)
inputs = os.path.join(config.source_dir, "test", "Inputs")
for name in ("carry", "files", "sweep", "damage", "latency", "identity", "random-programs", "random-types", "same-images"):
    substitutions.append((name, "%s %s/%s.py %s" % (sys.executable, inputs, name, tools)))
substitutions.append(("external", "%s %s/test/external/external.py %s" % (sys.executable, config.source_dir, tools)))
fuzz_dir = os.path.join(config.build_dir, "test", "fuzz")
fuzz_seconds = "600" if lit_config.params.get("long") else "30"
for name in ("Images", "Plans", "Records", "Tags"):
    fuzzer = "%s %s/fuzz.py %s/CGTFuzz%s %s" % (sys.executable, inputs, fuzz_dir, name, fuzz_seconds)
    substitutions.append(("fuzz-" + name.lower(), fuzzer))
substitutions.append(("schemas", "%s %s/schemas.py" % (sys.executable, inputs)))
substitutions.append(("hostile", os.path.join(fuzz_dir, "CGTHostile")))
substitutions.append(("expect", "%s %s/expect.py" % (sys.executable, inputs)))

# A name ends where no letter, digit or dash follows: %run-powerpc isn't the start of %run-powerpc64.
config.substitutions += [(r"%" + name + r"(?![\w-])", text) for name, text in substitutions]

if shutil.which("ccache"):
    config.available_features.add("ccache")
if subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode == 0:
    config.available_features.add("mounts")
container = ["unshare", "--mount", "--pid", "--uts", "--fork", "--mount-proc", "true"]
if subprocess.run(container, capture_output=True).returncode == 0:
    config.available_features.add("containers")
sys.dont_write_bytecode = True
import kernel
import memory_limit
import privileged
import tracing

if privileged.works():
    config.available_features.add("set-user-id")
if kernel.runs_narrow_programs(clang):
    config.available_features.add("kernel-i686")
if kernel.shares_zeros():
    config.available_features.add("kernel-shares-zeros")
if tracing.works():
    config.available_features.add("tracing")
if memory_limit.works():
    config.available_features.add("memory-limits")
for library, header in (("zlib", "zlib.h"), ("gmp", "gmp.h"), ("openblas", "openblas_config.h")):
    if subprocess.run([clang, "-E", "-include", header, "-xc", os.devnull], capture_output=True).returncode == 0:
        config.available_features.add(library)
openmp = os.path.join(os.path.dirname(config.llvm_tools_dir), "lib")
if os.path.exists(os.path.join(openmp, "libomp.so")):
    config.available_features.add("openmp")
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.environ.get("HOME", ""), ".cache")
    openmp = os.path.join(cache, "cgt", "openmp-aarch64", openmp.lstrip("/"))
    if os.path.exists(os.path.join(openmp, "libomp.so")) and "run-aarch64" in config.available_features:
        config.available_features.add("openmp-aarch64")
        config.substitutions.append(("%openmp-aarch64", openmp))
for tool in ("flex", "bison", "valgrind", "pkg-config", "man", "file", "lintian", "mmdebstrap", "mkdocs", "parallel", "npm", "systemd-analyze", "clang-format-19", "clang-tidy-19"):
    if shutil.which(tool):
        config.available_features.add(tool)
if all(shutil.which(tool) for tool in ("munged", "slurmctld", "slurmd", "srun")) and os.geteuid() == 0:
    config.available_features.add("slurm")
if os.path.exists("/usr/share/bash-completion/bash_completion"):
    config.available_features.add("bash-completion")
if lit_config.params.get("long"):
    config.available_features.add("long")
