"""The long hello page, the same for all apps but for one word."""

PICTURE = (
    "https://i.giphy.com/media/v1.Y2lkPTc5MGI3NjExMjJnYzFxNnN4a3ZmZmV3aDRrNGhuZzg4"
    "Mjg5bG55MWJkajYwdGdleiZlcD12MV9pbnRlcm5hbF9naWZfYnlfaWQmY3Q9Zw"
    "/B3aYrt2MEFjhsWOuNg/giphy.gif"
)


def hello_page(title: str) -> str:
    """Return the hello page as HTML, naming the framework whose title is given ("Flask")."""
    return (
        "<h1 style='text-align: center'> Hello, World! </h1>"
        f"<p> This is my first {title} server! </p>"
        f"<img src='{PICTURE}' width=500 alt='An animated hello'>"
    )
