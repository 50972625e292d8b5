-- KEYS: session queue payloads replies lock
-- ARGV: key payload holder now lock_ms keep_ms
local key, payload, holder, now = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])

local answer = redis.call('HGET', KEYS[4], key)
if answer then
  local mark = string.find(answer, ' ', 1, true)
  if mark and (tonumber(string.sub(answer, 1, mark - 1)) or 0) > now then
    return {'answered', string.sub(answer, mark + 1)}
  end
end

redis.call('HSETNX', KEYS[3], key, payload)
if not redis.call('LPOS', KEYS[2], key) then
  redis.call('RPUSH', KEYS[2], key)
end
redis.call('PEXPIRE', KEYS[2], ARGV[6])
redis.call('PEXPIRE', KEYS[3], ARGV[6])

local owner = redis.call('GET', KEYS[5])
if owner and owner ~= holder then
  return {'busy'}
end
redis.call('SET', KEYS[5], holder, 'PX', ARGV[5])
return {'mine', redis.call('HGET', KEYS[1], 'text'),
        unpack(redis.call('HMGET', KEYS[3], unpack(redis.call('LRANGE', KEYS[2], 0, 999))))}
