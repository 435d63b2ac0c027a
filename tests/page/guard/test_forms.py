"""Forms with files are seen while they come, in whatever pieces."""

import pytest

from page.guard.forms import MAX_PARTS, FormCheck
from page.guard.refusals import Refusal

TYPE = "multipart/form-data; boundary=edge"
FILE = b'Content-Disposition: form-data; name="files"; filename="a.png"\r\n'


def form(*headers: bytes, content: bytes = b"pixels") -> bytes:
    parts = (b"--edge\r\n" + each + b"\r\n" + content + b"\r\n" for each in headers)
    return b"".join(parts) + b"--edge--\r\n"


@pytest.mark.parametrize("step", [1, 7, 10_000])
def test_files_pass(step):
    body = form(*[FILE + b"Content-Type: image/png\r\n"] * MAX_PARTS)
    check = FormCheck(TYPE)
    for at in range(0, len(body), step):
        check.feed(body[at : at + step])


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (form(*[FILE] * (MAX_PARTS + 1)), "at most 20 files"),
        (form(*[FILE] * 1000), "at most 20 files"),
        (form(b'Content-Disposition: form-data; name="files"\r\n'), "must be a file"),
        (form(b'Content-Disposition: form-data; filename="a"\r\n'), "must be a file"),
        (form(FILE.replace(b"files", b"other")), "must be a file"),
        (form(b"X: y\r\n"), "must be a file"),
        (form(FILE.replace(b"a.png", b"a" * 5000)), "damaged"),
        (form(b"A" * 5000 + b": b\r\n"), "damaged"),
        (b"\0" * 70_000, "damaged"),
        (b"--edge\r\nA b: c\r\n", "damaged"),
    ],
)
def test_all_else_is_refused_in_words(body, said):
    with pytest.raises(Refusal, match=said) as refused:
        FormCheck(TYPE).feed(body)
    assert refused.value.status in (400, 413)


@pytest.mark.parametrize(
    "kind",
    [
        *("", "application/json", "multipart/form-data", "text/plain; boundary=edge"),
        f"multipart/form-data; boundary={'a' * 300}",
    ],
)
def test_a_body_of_another_type_is_no_form(kind):
    with pytest.raises(Refusal, match="multipart/form-data") as refused:
        FormCheck(kind)
    assert refused.value.status == 415
