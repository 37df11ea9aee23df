// Sends the photographs of a folder or zip, a few at a time; goes on when these are labelled.
const crowds = new WeakMap();
const PATIENCE = 60_000; // milliseconds after which the same few are sent again
const QUIET = 5_000; // milliseconds between two sentences for a screen reader

function textOf(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(new Error("The browser could not read it. Is it still there?"));
    reader.readAsDataURL(blob);
  });
}

function counted(number, one, many) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

class Sender {
  constructor(root) {
    this.root = root;
    this.find = (selector) => root.querySelector(selector);
    this.items = [];
    this.spoken = 0;
    for (const way of root.querySelectorAll(".way")) {
      const input = this.find(`input[name=${way.dataset.way}]`);
      way.onclick = () => input.click();
      input.onchange = () => {
        const files = [...input.files];
        input.value = "";
        if (files.length) this.choose(files, way.dataset.way === "zip");
      };
    }
    this.find(".stop").onclick = () => (this.running ? this.stop() : this.go());
  }

  async choose(files, zip) {
    this.say(".trouble", "");
    const { largest, most } = this.data;
    const large = `It has more than ${largest / 2 ** 20} MB. Save it smaller and try again.`;
    let all;
    try {
      if (zip && typeof DecompressionStream === "undefined") {
        throw new Error("This browser cannot unpack a zip. Unpack it and choose the folder.");
      }
      all = zip
        ? (await entriesOf(files[0])).map((entry) => ({
            name: entry.name,
            size: entry.size,
            read: () => unpack(files[0], entry, largest),
          }))
        : files.map((file) => ({
            name: file.webkitRelativePath || file.name,
            size: file.size,
            read: async () => {
              if (file.size > largest) throw new Error(large);
              return file;
            },
          }));
    } catch (error) {
      this.say(".trouble", error.message);
      return;
    }
    const hidden = (name) => /(^|[\\/])(\.[^.\\/]|__MACOSX[\\/])/.test(name);
    const seen = all.filter((one) => !hidden(one.name));
    const items = seen.filter((one) =>
      this.data.suffixes.some((suffix) => one.name.toLowerCase().endsWith(suffix)));
    items.sort((a, b) => (a.name < b.name ? -1 : 1));
    if (!items.length) {
      this.say(".trouble", "There is no photograph in it: no JPEG, PNG, WebP, GIF, BMP or TIFF.");
      return;
    }
    if (items.length > most) {
      this.say(".trouble", `There are ${counted(items.length, "photograph", "photographs")} in it. `
        + `Choose up to ${most.toLocaleString("en")} at a time.`);
      return;
    }
    this.items = items;
    this.left = seen.length - items.length;
    this.run = `${Date.now()}-${Math.random()}`;
    this.done = 0;
    this.go();
  }

  go() {
    this.running = true;
    this.waiting = null;
    this.together = 1;
    this.began = { at: performance.now(), done: this.done };
    this.root.dataset.state = "running";
    this.say(".stop", "Stop");
    this.find(".stop").focus({ preventScroll: true });
    clearInterval(this.watch);
    this.watch = setInterval(() => this.look(), 1000);
    this.send();
  }

  stop() {
    this.running = false;
    clearInterval(this.watch);
    this.root.dataset.state = "paused";
    this.say(".stop", "Go on");
    this.tell("photographs", { ...this.message(), ended: true });
  }

  // The page was left in the middle of it: what was labelled by then are the results.
  end({ run, left, total, received }) {
    const message = { run, left, total, start: received, photographs: [], ended: true };
    setTimeout(() => this.tell("photographs", message));
  }

  leave() {
    this.running = false;
    clearInterval(this.watch);
  }

  message() {
    const { run, left, done } = this;
    return { run, left, total: this.items.length, start: done, photographs: [], ended: false };
  }

  async send() {
    const [most, bytes] = this.data.together;
    const message = this.message();
    const turn = (this.waiting = { at: performance.now(), last: message.start });
    let size = 0;
    const count = Math.min(most, this.together);
    for (const item of this.items.slice(message.start, message.start + count)) {
      if (message.photographs.length && size + item.size > bytes) break;
      size += item.size;
      try {
        message.photographs.push({ name: item.name, data: await textOf(await item.read()) });
      } catch (error) {
        message.photographs.push({ name: item.name, error: error.message });
      }
    }
    if (this.waiting !== turn || !this.running) return; // stopped, or sent again meanwhile
    turn.at = performance.now();
    this.tell("photographs", message);
  }

  look() {
    if (!this.root.isConnected) this.leave();
    else if (this.waiting && performance.now() - this.waiting.at > PATIENCE) this.send();
  }

  take(data, tell) {
    this.data = data;
    this.tell = tell;
    const { crowd } = data;
    if (!this.running && this.root.dataset.state !== "paused") {
      this.root.dataset.state = crowd ? "ended" : "idle";
      if (crowd) this.show(crowd);
      if (crowd && !crowd.ended && crowd.run !== this.run) this.end(crowd);
      return;
    }
    if (!crowd) {
      if (this.root.dataset.state === "paused") this.root.dataset.state = "idle"; // removed
      return;
    }
    if (crowd.run !== this.run) return;
    if (crowd.received < this.done) this.began = { at: performance.now(), done: crowd.received };
    const news = crowd.received !== this.waiting?.last;
    if (news && this.waiting) this.pace(performance.now() - this.waiting.at);
    this.done = crowd.received;
    this.show(crowd);
    if (!this.running) return;
    if (this.done >= this.items.length) {
      this.leave();
      this.root.dataset.state = "ended";
      this.say(".said", `All labelled: ${this.find(".far").textContent}`);
      this.items = [];
    } else if (news) {
      setTimeout(() => this.running && this.send());
    }
  }

  // More at once where they are labelled quickly, fewer where others would have to wait.
  pace(took) {
    const share = this.data.aim / Math.max(1, took);
    this.together = Math.max(1, Math.round(this.together * Math.min(2, share)));
  }

  show(crowd) {
    const { received, total, left, faces, counts } = crowd;
    this.find("progress").max = Math.max(1, total);
    this.find("progress").value = received;
    const parts = [
      `${received.toLocaleString("en")} of ${counted(total, "photograph", "photographs")}`,
      counted(faces, "face", "faces"),
    ];
    if (left) parts.push(`${counted(left, "other file", "other files")} left out`);
    const now = performance.now();
    if (this.running && received < total && received > this.began.done) {
      const each = (now - this.began.at) / (received - this.began.done);
      const seconds = ((total - received) * each) / 1000;
      parts.push(seconds < 90 ? `about ${Math.ceil(seconds)} s left`
        : `about ${Math.round(seconds / 60)} min left`);
    }
    this.say(".far", parts.join(" · "));
    if (this.running && now - this.spoken > QUIET) {
      this.spoken = now;
      this.say(".said", parts.join(", "));
    }
    this.bars(counts);
  }

  bars(counts) {
    const list = this.find("dl");
    if (!list.children.length) {
      this.data.rows.forEach((row, i) => {
        list.insertAdjacentHTML("beforeend", '<dt></dt><dd class="track"><div class="bar"></div>'
          + '</dd><dd class="number"></dd>');
        list.querySelectorAll("dt")[i].textContent = row;
        list.querySelectorAll(".bar")[i].style.background = this.data.colours[i];
      });
    }
    const most = Math.max(1, ...counts);
    counts.forEach((count, i) => {
      list.querySelectorAll(".bar")[i].style.transform = `scaleX(${count / most})`;
      list.querySelectorAll(".number")[i].textContent = count.toLocaleString("en");
    });
  }

  say(selector, text) {
    this.find(selector).textContent = text;
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".crowd");
  if (!crowds.has(root)) crowds.set(root, new Sender(root));
  const sender = crowds.get(root);
  sender.take(data, setTriggerValue);
  return () => setTimeout(() => root.isConnected || sender.leave());
}
