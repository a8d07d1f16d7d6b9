// The servers that are compared: how each is started, and where it serves.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const version = (module) => JSON.parse(readFileSync(here(`node_modules/${module}/package.json`))).version;

// rolecall is the program under test; servers give its path of the document's
// servers, the others serve the paths alone.
export const servers = (rolecall) => [
  {
    name: "rolecall",
    based: true,
    line: (port, file) => [rolecall, "mock", "--quiet", "--port", port, "--spec", file],
  },
  {
    name: `Prism ${version("@stoplight/prism-cli")}`,
    line: (port, file) => ["node", here("node_modules/@stoplight/prism-cli/dist/index.js"), "mock", "--verboseLevel", "error", "--port", port, file],
  },
  {
    name: `Scalar mock server ${version("@scalar/mock-server")}`,
    line: (port, file) => ["node", here("scalar.mjs"), port, file],
  },
];

const startLimit = 60_000; // milliseconds

// start runs a server and waits for its first reply, whatever it is.
export async function start(server, file, document) {
  const port = String(await freePort());
  const [program, ...args] = server.line(port, file);
  const began = performance.now();
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stdout.on("data", () => {});
  child.stderr.on("data", (text) => (said = (said + text).slice(-2000)));
  let ended = false;
  const gone = new Promise((resolve) => child.on("exit", () => resolve((ended = true))));
  const base = `http://127.0.0.1:${port}${server.based ? document.base : ""}`;
  const stop = async () => {
    child.kill();
    await gone;
  };
  while (!ended && performance.now() - began < startLimit) {
    try {
      await fetch(base + "/", { signal: AbortSignal.timeout(5000) });
      return { base, took: performance.now() - began, work: processorTime(child.pid), memory: peakMemory(child.pid), stop };
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
  await stop();
  throw new Error(ended ? `it ended: ${said.trim().split("\n")[0]}` : `no reply within ${startLimit / 1000} s`);
}

// peakMemory is what a process has held at most, in bytes; 0 where the system
// does not say.
function peakMemory(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) * 1024;
  } catch {
    return 0;
  }
}

// processorTime is what a process has worked, in seconds: what else the machine
// does leaves it alone.
function processorTime(pid) {
  try {
    const [user, system] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ").slice(11, 13);
    return (Number(user) + Number(system)) / 100; // of a second, on Linux
  } catch {
    return 0;
  }
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
