-- What wrk asks for, and how it counts the answers of each release: by the User-Agent header that the service gives them.
-- Arguments: the file where the counts go, the milliseconds a connection waits before each request, then the paths in turn.
-- `%d` in a path becomes a number that was never used before, so that nothing ready can be the answer.

local threads = {}

function setup(thread)
    table.insert(threads, thread)
end

function init(arguments)
    place = arguments[1]
    pause = tonumber(arguments[2])
    paths = {}
    for index = 3, #arguments do
        table.insert(paths, arguments[index])
    end
    turn = 0
    answers = {}
    failed = {}
end

function delay()
    return pause
end

function request()
    turn = turn + 1
    local path = paths[turn % #paths + 1]
    return wrk.format("GET", (path:gsub("%%d", tostring(turn))))
end

function response(status, headers, body)
    local name = headers["User-Agent"] or headers["user-agent"] or "the balancer"
    name = name:match("^DMSA/(%S+)") or name
    local counts = status == 200 and answers or failed
    if status ~= 200 then
        name = name .. " with status " .. status
    end
    counts[name] = (counts[name] or 0) + 1
end

function done(summary, latency)
    local file = assert(io.open(threads[1]:get("place"), "w"))
    local errors = summary.errors
    file:write(string.format("failed\t%d\n", errors.status))
    file:write(string.format("socket errors\t%d\n", errors.connect + errors.read + errors.write + errors.timeout))
    file:write(string.format("slowest\t%d\n", latency.max))
    for _, thread in ipairs(threads) do
        for name, count in pairs(thread:get("answers")) do
            file:write(string.format("answer\t%s\t%d\n", name, count))
        end
        for name, count in pairs(thread:get("failed")) do
            file:write(string.format("failure\t%s\t%d\n", name, count))
        end
    end
    file:close()
end
