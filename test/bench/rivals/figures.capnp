# figures.capnp - The types of the paper's figures
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
@0xb2e1c0d0a3f54c11;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("bench::capnproto");

struct Sample {
  a @0 :Int8;
  b @1 :Int16;
  c @2 :Int32;
  d @3 :Int64;
  e @4 :Float64;
}

struct Scalar {
  union {
    a @0 :Int8;
    b @1 :Int16;
    c @2 :Int32;
    d @3 :Int64;
    e @4 :Float64;
  }
}

struct Ints {
  values @0 :List(Int32);
}

struct Samples {
  values @0 :List(Sample);
}
