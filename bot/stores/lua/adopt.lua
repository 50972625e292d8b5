-- KEYS: session queue payloads replies lock
-- ARGV: now keep_ms reply_ms session_given session saved_at replies_count (key reply)* (key payload)*
if redis.call('EXISTS', KEYS[5]) == 1 then
  return 0
end
local saved_at = tonumber(ARGV[6])
if ARGV[4] == '1' and saved_at > (tonumber(redis.call('HGET', KEYS[1], 'saved_at') or '0') or 0) then
  redis.call('HSET', KEYS[1], 'text', ARGV[5], 'saved_at', ARGV[6])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end

local last_reply = 7 + 2 * tonumber(ARGV[7])
for i = 8, last_reply, 2 do
  redis.call('HSET', KEYS[4], ARGV[i], string.format('%.0f', tonumber(ARGV[1]) + tonumber(ARGV[3])) .. ' ' .. ARGV[i + 1])
  redis.call('LREM', KEYS[2], 0, ARGV[i])
  redis.call('HDEL', KEYS[3], ARGV[i])
end
for i = last_reply + 1, #ARGV, 2 do
  if redis.call('HEXISTS', KEYS[4], ARGV[i]) == 0 and redis.call('HSETNX', KEYS[3], ARGV[i], ARGV[i + 1]) == 1 then
    redis.call('RPUSH', KEYS[2], ARGV[i])
  end
end
redis.call('PEXPIRE', KEYS[4], ARGV[3])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
redis.call('PEXPIRE', KEYS[3], ARGV[2])
return 1
