/// The pages' one script. Without it everything works; with it a page stays up to date, and a form changes only what it
/// must.
enum Script {
    static let text = #"""
        "use strict";
        (() => {
          const main = () => document.querySelector("main");
          const live = document.querySelector(".live");
          const say = text => { live.hidden = !text; live.textContent = text; };

          // A form that somebody is at: a field was changed, was refused, or holds the focus.
          const isRefused = () => !!main().querySelector("[data-refused]");
          let edited = isRefused();
          const isBusy = () => edited || (main().contains(document.activeElement)
            && document.activeElement.matches("input, textarea, select"));

          // The page's address without the word for what a form just did.
          const withoutNotice = address => {
            const query = new URLSearchParams(address.search);
            query.delete("done");
            return address.pathname + (query.size ? "?" + query : "");
          };

          const isOpen = () => new Set([...main().querySelectorAll("details[open] > summary")].map(s => s.textContent));

          // What the server last gave as the main part, so that the echo of an own write changes nothing.
          const bare = content => {
            const copy = content.cloneNode(true);
            copy.querySelectorAll(".notice, [data-answer]").forEach(answer => answer.remove());
            return copy.innerHTML.trim();
          };
          let given = bare(main());

          // Takes the main part of another answer of ours into this page. What was unfolded stays so.
          const take = (html, address, isForm) => {
            const next = new DOMParser().parseFromString(html, "text/html");
            const content = next.querySelector("main");
            if (!content) { location.assign(address); return false; }
            const text = bare(content);
            if (!isForm && text === given) return false;
            given = text;
            // Where the focus goes is said below.
            content.querySelectorAll("[autofocus]").forEach(field => field.removeAttribute("autofocus"));
            const open = isForm ? new Set() : isOpen();
            const focused = document.activeElement && document.activeElement.id;
            // What a form was answered stays until the next one is sent.
            if (!isForm) content.prepend(...main().querySelectorAll(".notice, [data-answer]"));
            content.querySelectorAll("details").forEach(d => {
              if (open.has(d.querySelector("summary").textContent)) d.open = true;
            });
            main().replaceWith(document.adoptNode(content));
            document.title = next.title;
            edited = isForm && isRefused();
            const refused = main().querySelector("[aria-invalid], [data-refused] .error") || main().querySelector(".refused");
            const target = isForm ? refused || main() : focused && document.getElementById(focused);
            if (target) target.focus({ preventScroll: !refused });
            if (isForm && !refused) scrollTo({ top: 0 });
            return true;
          };

          document.addEventListener("input", event => { if (event.target.closest("form[method=post]")) edited = true; });

          document.addEventListener("submit", async event => {
            const form = event.target;
            if (form.getAttribute("method") !== "post" || form.enctype === "multipart/form-data") return;
            event.preventDefault();
            const button = form.querySelector("button");
            button.disabled = true;
            try {
              const answer = await fetch(form.getAttribute("action"), {
                method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "text/html" },
              });
              const html = await answer.text();
              if (answer.redirected) {
                const to = new URL(answer.url);
                const isElsewhere = to.pathname !== location.pathname;
                history[isElsewhere ? "pushState" : "replaceState"](null, "", withoutNotice(to));
                if (isElsewhere && document.body.dataset.stream !== streamOf(html)) { location.assign(to); return; }
              }
              take(html, answer.url, true);
            } catch {
              say("The server did not answer. Nothing was lost; try again.");
              button.disabled = false;
            }
          });

          const streamOf = html => new DOMParser().parseFromString(html, "text/html").body.dataset.stream;
          addEventListener("popstate", () => location.reload());

          const address = document.body.dataset.stream;
          if (!address) return;
          let waiting = false;
          const refresh = async () => {
            if (isBusy()) { waiting = true; say("There is something new; it is shown when you are done."); return; }
            waiting = false;
            const shown = withoutNotice(location);
            const answer = await fetch(shown, { headers: { Accept: "text/html" } });
            if (!answer.ok || isBusy() || shown !== withoutNotice(location)) return;
            if (!take(await answer.text(), shown, false)) return;
            say("Updated just now");
            setTimeout(() => say(""), 4000);
          };
          const source = new EventSource(address);
          source.addEventListener("changed", () => refresh().catch(() => {}));
          // A stream that broke may have missed something.
          source.addEventListener("error", () => source.addEventListener("open", () => refresh().catch(() => {}), { once: true }));
          document.addEventListener("focusout", () => { if (waiting && !edited) setTimeout(() => refresh().catch(() => {}), 100); });
          addEventListener("pagehide", () => source.close());
        })();

        """#
}
