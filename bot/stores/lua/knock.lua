-- KEYS: counter; ARGV: span_ms
local knocks = redis.call('INCR', KEYS[1])
if knocks == 1 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
end
return knocks
