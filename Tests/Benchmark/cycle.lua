-- wrk script: walks the addresses in the file that $ADDRESSES names, again and again; prints the figures as JSON.
local requests, count, position = {}, 0, 0

function init()
  for line in io.lines(os.getenv("ADDRESSES")) do
    count = count + 1
    requests[count] = wrk.format("GET", line)
  end
end

function request()
  position = position % count + 1
  return requests[position]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests":%d,"seconds":%.3f,"bytes":%d,"errors":%d,"p50":%.3f,"p95":%.3f,"p99":%.3f}\n',
    summary.requests, summary.duration / 1e6, summary.bytes,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3))
end
