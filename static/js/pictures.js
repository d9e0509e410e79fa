// Beside each picture that can be saved as SVG: the same as PNG, drawn here, where fonts are. Without it, SVG is there.
const WIDTH = 1920;
const HEIGHT = 1080;

async function saveAsPng(link, said) {
  const answer = await fetch(link.href);
  if (!answer.ok) throw new Error(answer.status);
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await answer.text())}`;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  canvas.getContext("2d").drawImage(picture, 0, 0, WIDTH, HEIGHT);
  const file = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const save = document.createElement("a");
  save.href = URL.createObjectURL(file);
  save.download = link.download.replace(/\.svg$/, ".png");
  save.click();
  setTimeout(() => URL.revokeObjectURL(save.href), 10_000);
  said.textContent = "Saved as PNG.";
}

for (const link of document.querySelectorAll("a[data-picture]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button quiet small";
  button.textContent = "Save as PNG";
  const said = document.createElement("span");
  said.className = "soft small";
  said.role = "status";
  button.addEventListener("click", async () => {
    button.disabled = true;
    said.textContent = "";
    await saveAsPng(link, said).catch(() => {
      said.textContent = "That did not work here. Save it as SVG instead.";
    });
    button.disabled = false;
  });
  link.after(button, said);
}
