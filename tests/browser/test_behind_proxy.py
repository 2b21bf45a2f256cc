"""The pages behind a real nginx, as set up in the README, under a public address that is not the server's own."""

import os
import shutil
import subprocess
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PUBLIC_NAME, settled
from tests.server.serving import free_port, serving, until_ready

NGINX = shutil.which("nginx", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"]))
CONFIGURATION = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://127.0.0.1:{upstream};
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection "upgrade";
    }}
  }}
}}
"""


@contextmanager
def proxied(folder, port, upstream):
    (folder / "nginx.conf").write_text(CONFIGURATION.format(folder=folder, port=port, upstream=upstream))
    command = [NGINX, "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as proxy:
        try:
            until_ready(f"http://127.0.0.1:{port}/", proxy)
            yield
        finally:
            proxy.terminate()


@pytest.fixture
def page(browser):
    if not NGINX:
        sentence = "No nginx was found: install nginx-light."
        (pytest.fail if os.environ.get("MLPM_REQUIRE_BROWSER") == "1" else pytest.skip)(sentence)
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_the_pages_open_below_the_public_address_and_take_uploads(tmp_path, page):
    port, upstream = free_port(), free_port()
    public = f"http://{PUBLIC_NAME}:{port}/team"
    with serving(tmp_path, "--public-url", public, port=upstream), proxied(tmp_path, port, upstream):
        page.goto(f"{public}/data")
        settled(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Data")
        expect(page.locator("#without-connection")).to_be_hidden()
        export = {"name": "a.csv", "mimeType": "text/csv", "buffer": b"week,throughput\n1,5\n"}
        page.locator('input[type="file"]').set_input_files([export])
        page.get_by_role("button", name="Load", exact=True).click()
        expect(page.get_by_text("Refused; nothing of it is kept")).to_be_visible()


def test_without_the_public_address_the_page_says_what_to_do(tmp_path, page):
    port = free_port()
    with serving(tmp_path) as address, proxied(tmp_path, port, address.rpartition(":")[2]):
        page.goto(f"http://{PUBLIC_NAME}:{port}/")
        reason = page.locator("#without-connection")
        expect(reason).to_be_attached()
        page.evaluate("document.getAnimations().forEach(patience => patience.finish())")
        expect(reason).to_be_visible()
        expect(reason).to_contain_text("mlpm serve --public-url")
