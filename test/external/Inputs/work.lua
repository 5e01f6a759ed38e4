-- Tables, strings, closures, coroutines, protected calls, the collector and metatables.
local function shuffled(n)
  local t = {}
  for i = 1, n do t[i] = { name = "item" .. i, value = (i * 7919) % (n + 1) } end
  table.sort(t, function(a, b) return a.value < b.value end)
  local sum = 0
  for _, x in ipairs(t) do sum = (sum * 31 + x.value + #x.name) % 1000003 end
  return sum
end

local Vector = {}
Vector.__index = Vector
Vector.__add = function(a, b) return setmetatable({ x = a.x + b.x, y = a.y + b.y }, Vector) end
Vector.__tostring = function(v) return string.format("(%.6g, %.6g)", v.x, v.y) end

local function walk(n)
  local v = setmetatable({ x = 0, y = 0 }, Vector)
  for i = 1, n do v = v + setmetatable({ x = math.sin(i), y = 1 / i }, Vector) end
  return tostring(v)
end

local function queens(n)
  local columns, up, down, found = {}, {}, {}, 0
  local function place(row)
    if row > n then found = found + 1 return end
    for c = 1, n do
      if not columns[c] and not up[row + c] and not down[row - c] then
        columns[c], up[row + c], down[row - c] = true, true, true
        place(row + 1)
        columns[c], up[row + c], down[row - c] = nil, nil, nil
      end
    end
  end
  place(1)
  return found
end

local function primes(n)
  return coroutine.wrap(function()
    local composite = {}
    for i = 2, n do
      if not composite[i] then
        coroutine.yield(i)
        for k = i * i, n, i do composite[k] = true end
      end
    end
  end)
end

local function guarded(n)
  local failed = 0
  for i = 1, n do
    local ok, why = pcall(function()
      if i % 3 == 0 then error({ code = i }) end
      return i
    end)
    if not ok then failed = failed + why.code % 7 end
  end
  return failed
end

local function words(n)
  local counts = {}
  for i = 1, n do
    for w in ("the quick brown fox jumps over the lazy dog " .. i % 97):gmatch("%w+") do counts[w] = (counts[w] or 0) + 1 end
  end
  local list = {}
  for w, c in pairs(counts) do list[#list + 1] = w .. "=" .. c end
  table.sort(list)
  return table.concat(list, " "):sub(1, 60)
end

for round = 1, 3 do
  print(round, "sort", shuffled(8000))
  print(round, "walk", walk(60000))
  print(round, "queens", queens(7))
  local sum = 0
  for p in primes(40000) do sum = (sum + p) % 99991 end
  print(round, "primes", sum)
  print(round, "guarded", guarded(20000))
  print(round, "words", words(4000))
end
