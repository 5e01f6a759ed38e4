# ===- lit.cfg.py - The unit tests, each case a test of lit's ----------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===------------------------------------------------------------------------===#

import os
import sys

import lit.formats

sys.path.insert(0, os.path.join(config.source_dir, "test", "Inputs"))
import platforms

config.name = "CGT-Unit"
config.test_format = lit.formats.GoogleTest(".", "Tests")
config.suffixes = []
config.test_source_root = config.unit_dir
config.test_exec_root = config.unit_dir
config.environment["CGT_SEED"] = platforms.seed(lit_config.params.get("long"))
