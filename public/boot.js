// Starts the app, or says kindly why it cannot. Trunk writes the two addresses into this script's attributes
// (pattern_script in Trunk.toml). A classic script, so that it runs, and can explain, where modules are refused.
// <html data-app="up"> or "down" says how it went.
(async () => {
  const { js, wasm } = document.currentScript.dataset;
  try {
    // The theme that was chosen, before anything is drawn in another. The app's own button writes it.
    const theme = localStorage.getItem("toyshelf:theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // A frame that may keep nothing: as the system says.
  }
  const hide = (id) => document.getElementById(id)?.remove();
  try {
    if (typeof WebAssembly !== "object") throw new Error("This browser cannot run WebAssembly, or it is switched off.");
    // Compiled while its script is still on the way. Where the host does not call it application/wasm, the script
    // fetches and compiles it in its own, slower way.
    const program = new URL(wasm, document.baseURI);
    const module = WebAssembly.compileStreaming(fetch(program)).catch(() => program);
    const app = await import(new URL(js, document.baseURI).href);
    await app.default({ module_or_path: await module });
    hide("boot-wait");
    hide("boot-sorry");
    document.documentElement.dataset.app = "up";
  } catch (error) {
    document.documentElement.dataset.app = "down";
    hide("boot-wait");
    const why = document.getElementById("boot-why");
    if (why) why.textContent = `What the browser said: ${error instanceof Error ? error.message : error}`;
    document.getElementById("boot-sorry")?.removeAttribute("hidden");
    throw error;
  }
})();
