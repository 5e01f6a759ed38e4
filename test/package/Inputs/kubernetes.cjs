//===- kubernetes.cjs - A job held against Kubernetes' schema -----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// kubernetes.cjs FILE: prints what is wrong with the job in FILE; status 1 if anything is. The packages kubernetes-models, whose validator is made of
// Kubernetes' OpenAPI schema, and yaml are in ./node_modules. The schema lets fields pass that it does not know, Kubernetes does not: they are those that the
// validator never looks at.
//
//===----------------------------------------------------------------------===//

const { readFileSync } = require("node:fs");
const modules = process.cwd() + "/node_modules/";
const { validate } = require(modules + "kubernetes-models/_schemas/IoK8sApiBatchV1Job.js");
const { parse } = require(modules + "yaml");

const unknown = new Set();

/** Takes each field that is looked at from the unknown ones. */
function watched(value, place) {
  if (typeof value !== "object" || value === null) return value;
  for (const key of Object.keys(value)) {
    if (!Array.isArray(value)) unknown.add(`${place}.${key}`);
    value[key] = watched(value[key], `${place}.${key}`);
  }
  const get = (object, key) => {
    unknown.delete(`${place}.${String(key)}`);
    return object[key];
  };
  return new Proxy(value, { get });
}

const job = parse(readFileSync(process.argv[2], "utf8"));
const valid = job.apiVersion === "batch/v1" && job.kind === "Job" && validate(watched(job, "job"));
for (const error of validate.errors ?? []) console.log(`${error.instancePath} must be ${error.params.type ?? JSON.stringify(error.params)}`);
for (const place of unknown) console.log(`unknown: ${place}`);
process.exitCode = valid && unknown.size === 0 ? 0 : 1;
