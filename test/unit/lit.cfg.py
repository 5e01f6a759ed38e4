# ===- lit.cfg.py - The unit tests, each case a test of lit's ----------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===------------------------------------------------------------------------===#

import lit.formats

config.name = "CGT-Unit"
config.test_format = lit.formats.GoogleTest(".", "Tests")
config.suffixes = []
config.test_source_root = config.unit_dir
config.test_exec_root = config.unit_dir
