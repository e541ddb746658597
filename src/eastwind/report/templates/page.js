// A convenience on top of the switch, which works without it: the page's language for readers and hyphenation, #en and
// #zh in the address, and data tables opened for print.
(() => {
  const zh = document.getElementById("to-zh"), en = document.getElementById("to-en");
  const tell = () => { document.documentElement.lang = en.checked ? "en" : "zh-Hans"; };
  if (location.hash === "#en") en.checked = true;
  if (location.hash === "#zh") zh.checked = true;
  for (const one of [zh, en]) one.addEventListener("change", tell);
  tell();
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
})();
