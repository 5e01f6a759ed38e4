#===- Sources.cmake - The sources of rt, relative to this folder ------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#

# What needs neither a system nor a program: tools, pass and tests have it too.
set(CGT_FORMAT_SOURCES
  base/Bytes.cpp
  base/Hash.cpp
  base/Status.cpp
  convert/BitSets.cpp
  convert/Convert.cpp
  convert/ConvertBlocks.cpp
  convert/Float.cpp
  convert/FloatPairs.cpp
  convert/Jumps.cpp
  convert/Kernels.cpp
  convert/Mutexes.cpp
  convert/OpList.cpp
  convert/Plan.cpp
  convert/PlanOffsets.cpp
  convert/PlanUnions.cpp
  convert/ShufflePlan.cpp
  convert/Unchanged.cpp
  image/CheckpointReader.cpp
  image/CheckpointWriter.cpp
  image/FileSection.cpp
  image/HeapPages.cpp
  image/ImageFacts.cpp
  image/Reach.cpp
  image/ResourceSections.cpp
  image/Sections.cpp
  types/Active.cpp
  types/ActiveRead.cpp
  types/Blocks.cpp
  types/Enumerators.cpp
  types/Platform.cpp
  types/SchemaRead.cpp
  types/SchemaWrite.cpp
  types/Sizes.cpp
  types/Tag.cpp
  types/TypeChecks.cpp
  types/TypeNames.cpp
  types/TypeTag.cpp
)

# The runtime proper.
set(CGT_RUNTIME_SOURCES
  heap/ForeignMalloc.cpp
  heap/Heap.cpp
  heap/HeapLayout.cpp
  heap/HeapQuery.cpp
  heap/LargeBlocks.cpp
  heap/Malloc.cpp
  heap/MallocNames.cpp
  heap/MallocTuning.cpp
  heap/Meta.cpp
  heap/Pages.cpp
  heap/Slab.cpp
  heap/StreamBlocks.cpp
  libc/Libc.cpp
  libc/LibcArgz.cpp
  libc/LibcClocks.cpp
  libc/LibcExit.cpp
  libc/LibcJumps.cpp
  libc/LibcKeys.cpp
  libc/LibcMappings.cpp
  libc/LibcMemory.cpp
  libc/LibcResults.cpp
  libc/LibcScan.cpp
  libc/LibcStack.cpp
  libc/LibcTimers.cpp
  port/MemoryLimits.cpp
  port/OwnStack.cpp
  port/Port.cpp
  port/PortDescriptors.cpp
  port/PortFiles.cpp
  port/PortFloat.cpp
  port/PortLocks.cpp
  port/PortProcess.cpp
  port/PortRounding.cpp
  port/PortStack.cpp
  port/PortStart.cpp
  port/PortTemporaries.cpp
  port/PortThreads.cpp
  port/Progress.cpp
  port/Report.cpp
  port/StackSwitch.S
  program/AddressMap.cpp
  program/Codec.cpp
  program/FileKeys.cpp
  program/Flags.cpp
  program/Home.cpp
  program/Initial.cpp
  program/Job.cpp
  program/Program.cpp
  program/Release.cpp
  program/SaveLock.cpp
  program/Status.cpp
  resources/Environment.cpp
  resources/FileContents.cpp
  resources/FileNames.cpp
  resources/FilesRestore.cpp
  resources/FilesSave.cpp
  resources/FloatState.cpp
  resources/Hooks.cpp
  resources/JobState.cpp
  resources/LibraryObjects.cpp
  resources/LibcSignals.cpp
  resources/MappedMemory.cpp
  resources/MemoryStreams.cpp
  resources/OpenFiles.cpp
  resources/Requests.cpp
  resources/Resources.cpp
  resources/Settings.cpp
  resources/SignalState.cpp
  resources/Stdio.cpp
  resources/Streams.cpp
  resources/ThreadState.cpp
  resources/Timing.cpp
  resources/Unsupported.cpp
  restore/FrameRuns.cpp
  restore/Handles.cpp
  restore/HeapFiller.cpp
  restore/HeapPlacement.cpp
  restore/HeapThreads.cpp
  restore/Restore.cpp
  restore/RestoreBytes.cpp
  restore/RestoreData.cpp
  restore/RestoreFile.cpp
  restore/RestoreHome.cpp
  restore/RestorePointers.cpp
  restore/RestoreSizes.cpp
  restore/RestoreViews.cpp
  restore/Sparse.cpp
  restore/StackRoom.cpp
  restore/TypeMatch.cpp
  save/Ahead.cpp
  save/Capture.cpp
  save/Collect.cpp
  save/DescribedObjects.cpp
  save/HeldMutexes.cpp
  save/Outward.cpp
  save/Polls.cpp
  save/Reasons.cpp
  save/SaveFile.cpp
  save/SaveSweep.cpp
  save/Stats.cpp
  save/Trace.cpp
  save/TraceUnions.cpp
  save/Unwind.cpp
  save/Waiting.cpp
  start/Interface.cpp
  start/Start.cpp
  start/StartAgain.cpp
)

# Functions of libc as units of the program, each complete with its state in one object.
set(CGT_UNIT_SOURCES
  units/LibcGetopt.c
  units/LibcRand48.c
  units/LibcRandom.c
  units/LibcSearch.c
  units/LibcSort.c
  units/LibcStrtok.c
  units/LibcTable.c
  units/LibcTree.c
)

# <cgt/rmr.h>.
set(CGT_RMR_SOURCES
  rmr/Builder.cpp
  rmr/DisjointGraph.cpp
  rmr/FlatTypes.cpp
  rmr/GraphBuild.cpp
  rmr/GraphReader.cpp
  rmr/GraphWriter.cpp
  rmr/Input.cpp
  rmr/Interface.cpp
  rmr/Memory.cpp
  rmr/NodeSteps.cpp
  rmr/Output.cpp
  rmr/Read.cpp
  rmr/Stream.cpp
  rmr/Types.cpp
)

# Vector code, and the instruction sets that it is compiled for.
set(CGT_KERNEL_SOURCES convert/kernels/Select.cpp)
set(CGT_KERNEL_X86_SOURCES convert/kernels/ShuffleSSSE3.cpp convert/kernels/ShuffleAVX2.cpp convert/kernels/ShuffleVBMI.cpp)
set(CGT_KERNEL_AARCH64_SOURCES convert/kernels/ShuffleNEON.cpp)
set(CGT_KERNEL_FLAGS_ShuffleSSSE3.cpp -mssse3)
# All that Highway's AVX2 stands for, of which Select.cpp asks.
set(CGT_KERNEL_FLAGS_ShuffleAVX2.cpp -mavx2 -mbmi -mbmi2 -mfma -mf16c -maes -mpclmul)
set(CGT_KERNEL_FLAGS_ShuffleVBMI.cpp -mavx512f -mavx512bw -mavx512vl -mavx512vbmi -mgfni -falign-loops=64)
