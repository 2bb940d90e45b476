-- Posts binary inference requests to an InstaGAN server with wrk, and counts the answers by status:
--
--   wrk -t 2 -c 16 -d 60s --timeout 60s --latency -s tools/loadtest/infer.lua http://127.0.0.1:8000 -- NAME
--
-- Arguments after --: the model's name, then SIZE (64; several with commas take turns at random), INSTANCES (2), of how
-- many requests one is malformed (0: none), and how many milliseconds a connection waits between its requests on average
-- (0: none). Malformed ones take turns: broken JSON, a shape that does not fit, an unknown model, a NaN.
local ffi = require("ffi")

local threads = {}

local function tensor(name, datatype, shape, bytes)
  return string.format('{"name":"%s","datatype":"%s","shape":[%s],"parameters":{"binary_data_size":%d}}',
      name, datatype, shape, bytes)
end

local function floats(count, value)
  local data = ffi.new("float[?]", count)
  for i = 0, count - 1 do
    data[i] = value(i)
  end
  return ffi.string(data, count * 4)
end

local function body(size, instances, shapeSize, first)
  local plane = size * size
  local image = floats(3 * plane, function(i) return i == 0 and first or math.random() * 2 - 1 end)
  local masks = {}
  for m = 0, instances - 1 do
    local from = math.floor(m * size / (instances + 1))
    local side = math.max(4, math.floor(size / 3))
    masks[#masks + 1] = floats(plane, function(i)
      local y, x = math.floor(i / size), i % size
      return (y >= from and y < from + side and x >= from and x < from + side) and 1 or -1
    end)
  end
  local shape = size .. "," .. shapeSize
  local json = '{"parameters":{"binary_data_output":true},"inputs":['
      .. tensor("image", "FP32", "1,3," .. shape, #image) .. ","
      .. tensor("masks", "FP32", instances .. ",1," .. shape, plane * instances * 4) .. ","
      .. tensor("mask_image", "INT64", instances, 8 * instances) .. "]}"
  local owners = ffi.string(ffi.new("int64_t[?]", instances), 8 * instances)
  return json .. image .. table.concat(masks) .. owners, #json
end

local function post(path, content, jsonLength)
  return wrk.format("POST", path, {
    ["Content-Type"] = "application/octet-stream",
    ["Inference-Header-Content-Length"] = tostring(jsonLength),
  }, content)
end

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  local name = args[1] or "A2B"
  local sizes = {}
  for size in string.gmatch(args[2] or "64", "%d+") do
    sizes[#sizes + 1] = tonumber(size)
  end
  local size = sizes[1]
  local instances = tonumber(args[3] or "2")
  every = tonumber(args[4] or "0")
  local pause = tonumber(args[5] or "0")
  if pause > 0 then
    delay = function() return math.random(0, 2 * pause) end
  end
  local path = "/v2/models/" .. name .. "/infer"
  good = {}
  for i, one in ipairs(sizes) do
    local content, length = body(one, instances, one, 0)
    good[i] = post(path, content, length)
  end
  local content, length = body(size, instances, size, 0)
  local nan, nanLength = body(size, instances, size, 0 / 0)
  local misfit, misfitLength = body(size, instances, size + 4, 0)
  bad = {
    post(path, "{\"inputs\": [", 12),
    post(path, misfit, misfitLength),
    post("/v2/models/none/infer", content, length),
    post(path, nan, nanLength),
  }
  sent = 0
end

-- A global number of each status: what done() can read from a thread.
function response(status)
  local name = "status" .. status
  _G[name] = (_G[name] or 0) + 1
end

function request()
  sent = sent + 1
  if every > 0 and sent % every == 0 then
    return bad[(sent / every) % #bad + 1]
  end
  return good[math.random(#good)]
end

function done(summary, latency)
  for status = 100, 599 do
    local total = 0
    for _, thread in ipairs(threads) do
      total = total + (thread:get("status" .. status) or 0)
    end
    if total > 0 then
      print(string.format("status %d: %d, %.1f/s", status, total, total / (summary.duration / 1e6)))
    end
  end
  local e = summary.errors
  print(string.format("socket errors: connect %d, read %d, write %d, timeout %d", e.connect, e.read, e.write, e.timeout))
end
