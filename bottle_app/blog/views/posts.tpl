% rebase("base", title="Blog")
% if user:
<form method="post" action="/logout">
  <p>You are {{user}}. <button>Log out</button></p>
</form>
<p><a href="/create">Write a post</a></p>
% else:
<p><a href="/login">Log in</a></p>
% end
% for post in posts:
<p>This is {{post["author"]}}'s blog post: <q>{{post["text"]}}</q></p>
% end
