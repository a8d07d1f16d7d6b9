// A mock and a browser to look at its console with.
import {spawn} from "node:child_process";
import {existsSync} from "node:fs";
import puppeteer from "puppeteer-core";

const program = process.env.ROLECALL ?? "../../../build/rolecall";
const chromium = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

// startMock runs a mock on a free port, and tells its origin.
export const startMock = (...flags) => start("mock", "--port", "0", "--quiet", ...flags);

// startProxy runs a proxy before a target in the same way.
export const startProxy = (target) => start("proxy", "--port", "0", "--quiet", "--target", target);

async function start(...args) {
  const child = spawn(program, args, {stdio: ["ignore", "pipe", "inherit"]});
  const origin = await new Promise((found, failed) => {
    let text = "";
    child.stdout.on("data", (more) => {
      text += more;
      const address = /https?:\/\/[^/\s]+/.exec(text);
      if (address && text.includes("\n")) found(address[0]);
    });
    child.on("exit", (code) => failed(new Error(`rolecall ${args[0]} ended with ${code}`)));
  });
  return {origin, stop: () => child.kill("SIGTERM")};
}

export async function startBrowser() {
  if (!chromium) throw new Error("there is no Chromium; run make browser, or name one in CHROMIUM");
  return puppeteer.launch({executablePath: chromium, args: ["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"]});
}

// newPage is a page that keeps what went wrong in it, and every request that left
// the host.
export async function newPage(browser, origin, {width = 1400, height = 900, theme = "light"} = {}) {
  const page = await browser.newPage();
  await page.setViewport({width, height});
  await page.emulateMediaFeatures([{name: "prefers-color-scheme", value: theme}]);
  await browser.defaultBrowserContext().overridePermissions(origin, ["clipboard-read", "clipboard-write", "clipboard-sanitized-write"]);
  page.wrong = [];
  page.on("console", (m) => ["error", "warn"].includes(m.type()) && !page.expected?.(m) && page.wrong.push(`console: ${m.text()} ${m.location().url ?? ""}`));
  page.on("pageerror", (e) => page.wrong.push(`page: ${e.message}`));
  page.on("request", (r) => {
    if (!r.url().startsWith(origin + "/") && !r.url().startsWith("data:")) page.wrong.push(`off the host: ${r.url()}`);
  });
  return page;
}

export const views = ["personas", "matrix", "try", "journal", "worlds", "rules", "reference"];

// open shows a view and waits until it has settled.
export async function open(page, origin, hash) {
  await page.goto(`${origin}/_rolecall/#/${hash}`);
  await page.waitForSelector("main h1");
  await page.waitForNetworkIdle({idleTime: 150, concurrency: 1}).catch(() => {});
}
