// Tables that show only what is wanted, and forms that send only what was filled in.

for (const input of document.querySelectorAll("[data-filter]")) {
  input.closest("[hidden]").hidden = false;
  const rows = [...document.querySelectorAll(`#${input.dataset.filter} tbody tr`)];
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/);
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
  });
}

// Empty text is no value: addresses stay short.
for (const form of document.querySelectorAll("form.options")) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const field of form.elements) {
      const usual = field.matches("select") && field.selectedIndex === 0;
      if (field.name && (usual || (field.type === "text" && !field.value.trim()))) formData.delete(field.name);
    }
  });
}
