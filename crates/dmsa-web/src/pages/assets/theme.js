// The colours that were chosen, before anything is shown in others.
"use strict";

try {
  const chosen = localStorage.getItem("theme");
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch {
  // A browser that remembers nothing shows its own choice.
}
