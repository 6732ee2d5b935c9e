"""What Redis does in one step. KEYS[1] is the errand's prefix; times are Redis' own, so that no two clocks must agree.

first: the lowest run of the errand · asks: key -> [ask, is_next, parent, position] · known: keys ever added · waiting, next: keys by
position · held: key -> process · alive: processes by their last beat · pages, refs: page behind an ask -> page, asks that need it
"""

_COMMON = """
local p = KEYS[1]
local function now() local t = redis.call('TIME'); return tonumber(t[1]) + tonumber(t[2]) / 1e6 end
local function beat(worker) redis.call('ZADD', p .. 'alive', now(), worker) end
local function wait(key, ask) redis.call('ZADD', p .. (ask[2] and 'next' or 'waiting'), ask[4], key) end
local function add(key, said, is_next, parent)
  if redis.call('SADD', p .. 'known', key) == 0 then return end
  local ask = {said, is_next, parent, redis.call('INCR', p .. 'position')}
  redis.call('HSET', p .. 'asks', key, cjson.encode(ask))
  wait(key, ask)
  if parent ~= '' then redis.call('HINCRBY', p .. 'refs', parent, 1) end
end
local function give_back(worker)
  local held = redis.call('HGETALL', p .. 'held')
  for i = 1, #held, 2 do
    if held[i + 1] == worker then
      redis.call('HDEL', p .. 'held', held[i])
      wait(held[i], cjson.decode(redis.call('HGET', p .. 'asks', held[i])))
    end
  end
  redis.call('ZREM', p .. 'alive', worker)
end
local function bury(lease)
  for _, worker in ipairs(redis.call('ZRANGEBYSCORE', p .. 'alive', '-inf', now() - lease)) do give_back(worker) end
end
"""

BEGIN = (
    _COMMON
    + """
beat(ARGV[1])
if redis.call('SETNX', p .. 'first', ARGV[1]) == 1 then
  for _, ask in ipairs(cjson.decode(ARGV[2])) do add(ask[1], ask[2], ask[3], ask[4]) end
elseif tonumber(redis.call('GET', p .. 'first')) > tonumber(ARGV[1]) then
  redis.call('SET', p .. 'first', ARGV[1])
end
return redis.call('GET', p .. 'first')
"""
)

CLAIM = (
    _COMMON
    + """
beat(ARGV[1])
bury(tonumber(ARGV[2]))
local found = redis.call('ZPOPMIN', p .. 'waiting')
if #found == 0 then found = redis.call('ZPOPMIN', p .. 'next') end
if #found == 0 then return false end
redis.call('HSET', p .. 'held', found[1], ARGV[1])
local ask = cjson.decode(redis.call('HGET', p .. 'asks', found[1]))
return {ask[1], redis.call('HGET', p .. 'pages', ask[3]) or ''}
"""
)

WRITE = (
    _COMMON
    + """
local said = cjson.decode(ARGV[2])
beat(ARGV[1])
for _, ask in ipairs(said[1]) do add(ask[1], ask[2], ask[3], ask[4]) end
for parent, page in pairs(said[3]) do
  if redis.call('HEXISTS', p .. 'refs', parent) == 1 then redis.call('HSETNX', p .. 'pages', parent, page) end
end
for _, ended in ipairs(said[2]) do
  local is_first = redis.call('HDEL', p .. 'asks', ended[1]) == 1
  redis.call('HDEL', p .. 'held', ended[1])
  redis.call('ZREM', p .. 'waiting', ended[1])
  redis.call('ZREM', p .. 'next', ended[1])
  if is_first and ended[2] ~= '' and redis.call('HINCRBY', p .. 'refs', ended[2], -1) <= 0 then
    redis.call('HDEL', p .. 'refs', ended[2])
    redis.call('HDEL', p .. 'pages', ended[2])
  end
end
return 1
"""
)

BEAT = (
    _COMMON
    + """
beat(ARGV[1])
if redis.call('GET', p .. 'settler') == ARGV[1] then redis.call('PEXPIRE', p .. 'settler', math.floor(ARGV[2] * 1000)) end
return 1
"""
)

OPEN = (
    _COMMON
    + """
if redis.call('ZCARD', p .. 'waiting') + redis.call('ZCARD', p .. 'next') > 0 then return 'waiting' end
for _, worker in ipairs(redis.call('HVALS', p .. 'held')) do
  if worker ~= ARGV[1] then return 'held' end
end
return 'done'
"""
)

SETTLE = (
    _COMMON
    + """
local first = redis.call('GET', p .. 'first')
if not first then return 'over' end
local ms = math.floor(ARGV[2] * 1000)
if redis.call('SET', p .. 'settler', ARGV[1], 'NX', 'PX', ms) then return first end
return redis.call('GET', p .. 'settler') == ARGV[1] and first or 'another'
"""
)

LEAVE = (
    _COMMON
    + """
give_back(ARGV[1])
bury(tonumber(ARGV[3]))
local is_settler = redis.call('GET', p .. 'settler') == ARGV[1]
if is_settler then redis.call('DEL', p .. 'settler') end
if ARGV[2] == '1' and (is_settler or redis.call('ZCARD', p .. 'alive') == 0) then
  for _, name in ipairs({'first', 'asks', 'known', 'waiting', 'next', 'held', 'alive', 'pages', 'refs', 'position', 'settler'}) do
    redis.call('DEL', p .. name)
  end
end
return 1
"""
)

TAKE = """
local t = redis.call('TIME'); local now = tonumber(t[1]) + tonumber(t[2]) / 1e6
local host = redis.call('HMGET', KEYS[1], 'last', 'busy', 'rest')
local last, busy, rest = tonumber(host[1] or 0), tonumber(host[2] or 0), tonumber(host[3] or 0)
local left = math.max(last + ARGV[2] - now, rest - now)
if left > 0 then return tostring(left) end
if busy > now then return tostring(math.min(busy - now, 0.02)) end
redis.call('HSET', KEYS[1], 'last', now, 'busy', now + ARGV[3], 'who', ARGV[1])
redis.call('EXPIRE', KEYS[1], 86400 * 2)
return '0'
"""
"""Seconds until a host may be asked by this process, so many seconds after its last answer; 0: it holds the host now."""

HOLD = """
local t = redis.call('TIME'); local now = tonumber(t[1]) + tonumber(t[2]) / 1e6
if redis.call('HGET', KEYS[1], 'who') == ARGV[1] then redis.call('HSET', KEYS[1], 'busy', now + ARGV[2], 'last', now) end
return 1
"""
"""Hold the host on for so many seconds; for 0, give it back. Its rest begins anew either way."""

REST = """
local t = redis.call('TIME'); local now = tonumber(t[1]) + tonumber(t[2]) / 1e6
redis.call('HSET', KEYS[1], 'rest', now + ARGV[1])
redis.call('EXPIRE', KEYS[1], 86400 * 2)
return 1
"""
