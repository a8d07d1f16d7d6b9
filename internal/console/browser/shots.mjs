// Takes a picture of every view in both themes, 1400 and 400 wide, into the folder
// that is named.
import {mkdir} from "node:fs/promises";
import {newPage, open, startBrowser, startMock, views} from "./session.mjs";

const folder = process.argv[2] ?? "shots";
await mkdir(folder, {recursive: true});
const mock = await startMock(...process.argv.slice(3));
const browser = await startBrowser();
try {
  for (const theme of ["light", "dark"]) {
    for (const width of [1400, 400]) {
      const page = await newPage(browser, mock.origin, {width, height: 900, theme});
      page.on("dialog", (d) => d.dismiss());
      for (const view of views) {
        await page.goto("about:blank");
        await open(page, mock.origin, view);
        if (view === "try") {
          await page.click("button.primary:not(:disabled)").catch(() => {});
          await new Promise((r) => setTimeout(r, 200));
        }
        if (view === "reference") await page.click("details.panel summary");
        await page.screenshot({path: `${folder}/${view}-${theme}-${width}.png`, fullPage: view !== "reference"});
      }
      if (page.wrong.length > 0) console.log(theme, width, page.wrong);
      await page.close();
    }
  }
} finally {
  await browser.close();
  mock.stop();
}
