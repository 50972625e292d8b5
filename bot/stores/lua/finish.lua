-- KEYS: session queue payloads replies lock
-- ARGV: holder session now lock_ms keep_ms reply_ms (key reply)*; a reply is its fingerprint, a space and the text
local holder, now, reply_ms = ARGV[1], tonumber(ARGV[3]), tonumber(ARGV[6])

if redis.call('GET', KEYS[5]) ~= holder then
  -- A finish is sent again when its answer got lost on the way; then everything stands already.
  for i = 7, #ARGV, 2 do
    local stored = redis.call('HGET', KEYS[4], ARGV[i])
    if not stored or string.match(stored, '^%d+ (%x+) ') ~= string.match(ARGV[i + 1], '^%x+') then
      return {'busy'}
    end
  end
  return {#ARGV > 6 and 'answered' or 'busy'}
end

redis.call('HSET', KEYS[1], 'text', ARGV[2], 'saved_at', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
for i = 7, #ARGV, 2 do
  redis.call('HSET', KEYS[4], ARGV[i], string.format('%.0f', now + reply_ms) .. ' ' .. ARGV[i + 1])
  redis.call('LREM', KEYS[2], 0, ARGV[i])
  redis.call('HDEL', KEYS[3], ARGV[i])
end
redis.call('PEXPIRE', KEYS[4], ARGV[6])

if redis.call('HLEN', KEYS[4]) > 64 then
  local replies = redis.call('HGETALL', KEYS[4])
  for i = 1, #replies, 2 do
    if (tonumber(string.match(replies[i + 1], '^%d+')) or 0) <= now then
      redis.call('HDEL', KEYS[4], replies[i])
    end
  end
end

local keys = redis.call('LRANGE', KEYS[2], 0, 999)
if #keys == 0 then
  redis.call('DEL', KEYS[5])
  return {'answered'}
end
redis.call('PEXPIRE', KEYS[5], ARGV[4])
return {'mine', ARGV[2], unpack(redis.call('HMGET', KEYS[3], unpack(keys)))}
