/** The fields in use, each for itself: the whole kit is ten times their size. Choices are the browser's own controls. */
import "@vscode-elements/elements/dist/vscode-textarea/index.js"
import "@vscode-elements/elements/dist/vscode-textfield/index.js"
