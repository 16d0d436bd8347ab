/** The role is part of the address: choosing another loads the page anew with it. */
const settings = document.getElementById("settings");
if (settings instanceof HTMLFormElement) settings.addEventListener("change", () => settings.submit());
