(function () {
  "use strict";
  var PRINTED = 680; // pixels: the width of an A4 page within its margins
  var night = window.matchMedia("(prefers-color-scheme: dark)");
  var pictures = Array.prototype.map.call(document.querySelectorAll("script.picture"), function (script) {
    return { at: document.getElementById(script.dataset.chart), text: script.textContent };
  });

  function darkened(darkOf) {
    function swapped(value) { return Object.hasOwn(darkOf, value) ? darkOf[value] : value; }
    return function (key, value) {
      if (!/color$/i.test(key)) return value;
      return Array.isArray(value) ? value.map(swapped) : typeof value === "string" ? swapped(value) : value;
    };
  }

  function draw(isPrinted) {
    pictures.forEach(function (picture) {
      var spec = JSON.parse(picture.text);
      if (night.matches && !isPrinted) spec = JSON.parse(picture.text, darkened(spec.dark));
      spec.layout.width = isPrinted ? PRINTED : picture.at.clientWidth;
      Plotly.react(picture.at, spec.data, spec.layout, {
        displayModeBar: false, displaylogo: false, showSendToCloud: false, scrollZoom: false, doubleClick: false
      });
    });
  }

  Plotly.setPlotConfig({ logging: 0 }); // it complains of patterned bars in several colours, and draws them well
  var folded = [];
  window.addEventListener("beforeprint", function () {
    folded = Array.prototype.slice.call(document.querySelectorAll("details:not([open])"));
    folded.forEach(function (one) { one.open = true; });
    draw(true);
  });
  window.addEventListener("afterprint", function () {
    folded.forEach(function (one) { one.open = false; });
    draw(false);
  });
  night.addEventListener("change", function () { draw(false); });
  window.addEventListener("resize", function () { draw(false); });
  draw(false);
})();
