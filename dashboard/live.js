// The camera in the browser: it sends a small picture, waits for its answer, and sends the next.
const cameras = new WeakMap();
const PATIENCE = 4000; // milliseconds after which an answer is given up
const TROUBLE = {
  NotAllowedError:
    "The browser did not give this page the camera. Allow it beside the address, then try again.",
  NotFoundError: "No camera was found. Connect one, or use samples and uploads.",
  NotReadableError: "The camera is in use by another program. Close that one, then try again.",
};

class Camera {
  constructor(root) {
    this.root = root;
    this.find = (selector) => root.querySelector(selector);
    this.video = this.find("video");
    this.canvas = this.find("canvas");
    this.small = document.createElement("canvas");
    this.number = Date.now();
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.find(".start").onclick = () => this.start();
    this.find(".stop").onclick = () => this.stop(true);
    this.onhide = () => this.hide(document.hidden);
    this.onleave = () => this.stop();
    document.addEventListener("visibilitychange", this.onhide);
    window.addEventListener("pagehide", this.onleave);
    this.clear();
  }

  clear() {
    this.waiting = null; // the frame whose answer is awaited
    this.answered = []; // when answers came, of the last two seconds
    this.faces = [];
    this.spoken = this.drawn = 0;
    this.find(".rate").textContent = "Waiting for the first answer …";
    this.find(".note").textContent = "";
    this.find("h3").textContent = "";
    this.find(".why").textContent = "";
    this.canvas.getContext("2d").clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  async start() {
    this.say(".trouble", "");
    if (!navigator.mediaDevices?.getUserMedia) {
      this.say(".trouble", "Browsers give a camera only to pages under https, or on this very "
        + "computer (localhost). Ask whoever runs this server for an https address.");
      return;
    }
    const turn = (this.turn = {}); // told apart from a later press
    const size = {
      width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 20 }, facingMode: "user",
    };
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: size, audio: false });
      if (turn !== this.turn) return stream.getTracks().forEach((track) => track.stop());
      this.stream = stream;
      stream.getVideoTracks()[0].onended = () => {
        this.stop();
        this.say(".trouble", "The camera was taken away. Connect it, then try again.");
      };
      const facing = stream.getVideoTracks()[0].getSettings().facingMode;
      this.mirrored = facing !== "environment";
      this.video.srcObject = stream;
      await this.video.play();
    } catch (error) {
      if (turn !== this.turn) return;
      this.stop();
      this.say(".trouble", TROUBLE[error.name] ?? `The camera did not start: ${error.message}.`);
      return;
    }
    if (turn !== this.turn) return;
    const { videoWidth, videoHeight } = this.video;
    this.find(".stage").style.aspectRatio = `${videoWidth} / ${videoHeight}`;
    this.find(".stage").classList.toggle("mirrored", this.mirrored);
    this.clear();
    this.root.dataset.state = "on";
    this.find(".stop").focus({ preventScroll: true });
    this.watch = setInterval(() => this.look(), 500);
    this.hide(document.hidden);
    this.send();
  }

  stop(pressed = false) {
    this.turn = null;
    clearInterval(this.watch);
    clearTimeout(this.next);
    for (const track of this.stream?.getTracks() ?? []) {
      track.onended = null;
      track.stop();
    }
    this.stream = this.video.srcObject = null;
    this.clear();
    this.root.dataset.state = "off";
    if (pressed) {
      this.say(".said", "The camera is off.");
      this.find(".start").focus({ preventScroll: true });
    }
  }

  leave() {
    this.stop();
    document.removeEventListener("visibilitychange", this.onhide);
    window.removeEventListener("pagehide", this.onleave);
  }

  hide(hidden) {
    if (!this.stream) return;
    for (const track of this.stream.getTracks()) track.enabled = !hidden;
    clearTimeout(this.next);
    if (hidden) {
      this.waiting = null;
      this.answered = [];
      this.say(".note", "Nothing was sent while this tab was hidden.");
    } else {
      this.send();
    }
  }

  send() {
    if (!this.stream || document.hidden || this.waiting) return;
    if (!this.root.isConnected) {
      this.leave();
      return;
    }
    const { videoWidth: width, videoHeight: height } = this.video;
    if (!width || !this.data) {
      this.later(50);
      return;
    }
    const scale = Math.min(1, this.data.longest / Math.max(width, height));
    this.small.width = Math.round(width * scale);
    this.small.height = Math.round(height * scale);
    const pen = this.small.getContext("2d", { alpha: false, willReadFrequently: true });
    pen.drawImage(this.video, 0, 0, this.small.width, this.small.height);
    const [, jpeg] = this.small.toDataURL("image/jpeg", 0.75).split(",");
    this.number += 1;
    this.waiting = { number: this.number, at: performance.now() };
    this.trigger("frame", { number: this.number, jpeg });
  }

  later(milliseconds) {
    clearTimeout(this.next);
    this.next = setTimeout(() => this.send(), milliseconds);
  }

  take(data, trigger) {
    this.data = data;
    this.trigger = trigger;
    const { answer } = data;
    if (!this.stream || !answer || answer.number !== this.waiting?.number) return;
    const now = performance.now();
    const { at } = this.waiting;
    this.waiting = null;
    if (answer.error) {
      this.stop();
      this.say(".trouble", answer.error);
      return;
    }
    this.answered.push({ now, took: now - at });
    this.say(".note", "");
    this.show(answer, at);
    this.later(Math.max(0, at + 1000 / data.frames - now));
  }

  look() {
    const now = performance.now();
    if (this.waiting && now - this.waiting.at > PATIENCE) {
      this.waiting = null;
      this.answered = [];
      this.say(".note", "The server does not answer; trying again …");
      this.send();
    }
    this.answered = this.answered.filter((one) => now - one.now < 2000);
    const count = this.answered.length;
    if (count > 1) {
      const rate = (count - 1) / ((this.answered[count - 1].now - this.answered[0].now) / 1000);
      const took = this.answered.reduce((sum, one) => sum + one.took, 0) / count;
      this.find(".rate").textContent =
        `${rate.toFixed(1)} frames a second, each answered in ${Math.round(took)} ms`;
      this.root.dataset.rate = rate.toFixed(1);
    }
  }

  show({ faces, width, height }, taken) {
    this.move(faces, taken);
    this.faces = faces;
    this.draw(width, height);
    const now = performance.now();
    if (!this.still.matches || now - this.drawn > 1000) {
      this.drawn = now;
      this.read();
    }
    if (now - this.spoken < 1000) return;
    const words = faces.length
      ? faces.map((face) => `${face.doubts.length ? "" : "Labelled "}${face.words}`).join(", ")
      : "No face found";
    if (words !== this.find(".said").textContent) {
      this.spoken = now;
      this.say(".said", words);
    }
  }

  read() {
    const main = this.faces.reduce((a, b) => (a && a.box[2] >= b.box[2] ? a : b), null);
    const several = this.faces.length > 1 ? `The largest of ${this.faces.length} faces: ` : "";
    const title = !main ? "No face found" : main.doubts.length ? main.words : `Labelled ${main.words}`;
    this.find("h3").textContent = several ? several + main.words : title;
    this.say(".why", main?.doubts.join(" ") ?? "");
    const list = this.find("dl");
    if (!list.children.length) {
      this.data.labels.forEach((label, i) => {
        list.insertAdjacentHTML("beforeend", '<dt></dt><dd class="track"><div class="bar"></div>'
          + '</dd><dd class="number"></dd>');
        list.querySelectorAll("dt")[i].textContent = label;
        list.querySelectorAll(".bar")[i].style.background = this.data.colours[i];
      });
    }
    list.querySelectorAll(".bar").forEach((bar, i) => {
      bar.style.transform = `scaleX(${main ? Math.max(0.01, main.probabilities[i]) : 0})`;
    });
    list.querySelectorAll(".number").forEach((cell, i) => {
      cell.textContent = main ? `${(main.probabilities[i] * 100).toFixed(0)}\u202f%` : "–";
    });
  }

  // The answer is about a moment ago: a face that moves is drawn where it will have moved to.
  move(faces, taken) {
    const age = Math.min(250, performance.now() - taken);
    const before = this.places;
    this.places = new Map();
    for (const face of faces) {
      const [x, y] = face.box;
      this.places.set(face.number, { x, y, taken });
      const last = before?.get(face.number);
      if (!last) continue;
      const ahead = age / Math.max(50, taken - last.taken);
      face.box[0] += (x - last.x) * ahead;
      face.box[1] += (y - last.y) * ahead;
    }
  }

  draw(width, height) {
    const ratio = window.devicePixelRatio || 1;
    const across = this.canvas.clientWidth;
    const size = [Math.round(across * ratio), Math.round(this.canvas.clientHeight * ratio)];
    const pen = this.canvas.getContext("2d");
    if (size[0] !== this.canvas.width || size[1] !== this.canvas.height) {
      [this.canvas.width, this.canvas.height] = size;
      pen.scale(ratio, ratio);
      pen.font = `600 15px ${getComputedStyle(this.root).fontFamily}`;
    }
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const scale = across / width;
    for (const face of this.faces) {
      const [x, y, side, angle] = face.box;
      const middle = (this.mirrored ? width - x : x) * scale;
      const colour = this.data.colours[face.label];
      pen.save();
      pen.translate(middle, y * scale);
      pen.rotate(((this.mirrored ? -angle : angle) * Math.PI) / 180);
      for (const [line, ink] of [[5, "#141414"], [2.5, colour]]) {
        pen.lineWidth = line;
        pen.strokeStyle = ink;
        pen.setLineDash(face.doubts.length ? [8, 6] : []);
        pen.strokeRect((-side * scale) / 2, (-side * scale) / 2, side * scale, side * scale);
      }
      pen.restore();
      const sure = `${(face.probabilities[face.label] * 100).toFixed(0)} %`;
      const text = face.doubts.length ? face.words : `${face.words} ${sure}`;
      const plate = pen.measureText(text).width + 12;
      const left = Math.max(0, Math.min(across - plate, middle - (side * scale) / 2));
      const top = Math.max(0, (y - side / 2) * scale - 24);
      pen.fillStyle = colour;
      pen.fillRect(left, top, plate, 24);
      pen.fillStyle = "#141414";
      pen.fillText(text, left + 6, top + 17);
    }
  }

  say(selector, text) {
    this.find(selector).textContent = text;
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".live");
  if (!cameras.has(root)) cameras.set(root, new Camera(root));
  const camera = cameras.get(root);
  camera.take(data, setTriggerValue);
  // Streamlit also calls this when an answer overtakes another: only a page that was left counts.
  return () => setTimeout(() => root.isConnected || camera.leave());
}
