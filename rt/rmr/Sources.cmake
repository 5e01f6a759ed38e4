# Sources of <cgt/rmr.h>, relative to rt/rmr.
set(CGT_RMR_SOURCES
  Builder.cpp
  DisjointGraph.cpp
  FlatTypes.cpp
  GraphBuild.cpp
  GraphReader.cpp
  GraphWriter.cpp
  Input.cpp
  Interface.cpp
  Memory.cpp
  NodeSteps.cpp
  Output.cpp
  Read.cpp
  Stream.cpp
  Types.cpp
)
