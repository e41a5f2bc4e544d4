% rebase("base", title="Log in")
% if error:
<p role="alert">{{error}}</p>
% end
<form method="post">
  <p><label>Username <input name="username"></label></p>
  <p><label>Password <input name="password" type="password"></label></p>
  <p><button>Log in</button></p>
</form>
