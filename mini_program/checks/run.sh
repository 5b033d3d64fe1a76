#!/bin/sh
# Looks at what is really delivered: both builds, their size and hosts, the platform's compiler, every page run simulated.
set -eu
cd "$(dirname "$0")/.."
[ -d node_modules ] || npm ci --no-audit --no-fund
[ -d checks/node_modules ] || npm ci --prefix checks --no-audit --no-fund
npm run -s build:h5
npm run -s build:mp-weixin
node checks/size.cjs dist/build/mp-weixin dist/build/h5
node checks/pack.cjs dist/build/mp-weixin
node checks/smoke.cjs dist/build/mp-weixin
