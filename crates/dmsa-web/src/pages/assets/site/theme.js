// The button that changes the colours.

const themes = ["auto", "light", "dark"];
const themeButton = document.getElementById("theme");

const showTheme = (theme) => {
  const named = { auto: "as the system", light: "light", dark: "dark" }[theme];
  themeButton.querySelector("span span").textContent = named;
  themeButton.title = `Colours: ${named}`;
  for (const diagram of document.querySelectorAll(".dmsa")) setTheme(diagram, theme);
};

const setTheme = (element, theme) => {
  if (theme === "auto") delete element.dataset.theme;
  else element.dataset.theme = theme;
};

const themeNow = () => document.documentElement.dataset.theme ?? "auto";

themeButton.hidden = false;
showTheme(themeNow());
themeButton.addEventListener("click", () => {
  const theme = themes[(themes.indexOf(themeNow()) + 1) % themes.length];
  setTheme(document.documentElement, theme);
  showTheme(theme);
  try {
    if (theme === "auto") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  } catch {
    // It holds for this page then.
  }
});
